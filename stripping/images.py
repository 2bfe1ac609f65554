"""Photos: rebuilt from their pixels, so that nothing but pixels can come through.

Pillow's plain save keeps comments, profiles and more; a new image has none. The orientation is carried out, a colour
profile is applied (it can name the device), and a picture that came with others keeps the first. HEIC comes out as
JPEG, which everyone can open.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps, ImageSequence
from pillow_heif import register_heif_opener

from stripping.kinds import JPEG, PNG, WEBP, Type
from stripping.outcomes import TooMuch, Unreadable

MOST_PIXELS = 110_000_000  # of all frames together; 108 megapixels is what the largest sensors of phones have
QUALITY = 92  # below what a phone writes, above what shows

register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = None  # counted below, before a pixel is decoded


def strip(file: BinaryIO, of: Type) -> tuple[Type, bytes]:
    """Rebuild a photo.

    Raises:
        Unreadable: it is damaged.
        TooMuch: it has too many pixels.
    """
    try:
        with Image.open(file, formats=[of.format]) as image:
            frames = 1 if of.format in ("HEIF", "JPEG") else getattr(image, "n_frames", 1)
            if image.width * image.height * frames > MOST_PIXELS:
                raise TooMuch
            return _write(image, of, frames)
    except (TooMuch, MemoryError):
        raise
    except Exception:  # whatever a decoder meets in a damaged file
        raise Unreadable from None


def _write(image: Image.Image, of: Type, frames: int) -> tuple[Type, bytes]:
    to = of if of.format in ("PNG", "WEBP") else JPEG
    output = io.BytesIO()
    if frames > 1:
        durations = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image)]
        pixels = [_pixels(frame, to) for frame in ImageSequence.Iterator(image)]
        more = {"save_all": True, "append_images": pixels[1:], "duration": durations, "loop": 0}
        pixels[0].save(output, to.format, quality=QUALITY, **more)
    else:
        _pixels(image, to).save(output, to.format, quality=QUALITY)
    return to, output.getvalue()


def _pixels(image: Image.Image, to: Type) -> Image.Image:
    """A new image with the same pixels the right way up, and nothing else."""
    upright = ImageOps.exif_transpose(image)
    plain = _in_plain_colours(upright, to)
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _in_plain_colours(image: Image.Image, to: Type) -> Image.Image:
    profile = image.info.get("icc_profile")
    transparent = to is not JPEG and ("transparency" in image.info or image.mode in ("RGBA", "LA", "PA"))
    if image.mode not in ("RGB", "RGBA", "L", "CMYK", "I;16"):
        image = image.convert("RGBA" if transparent else "RGB")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        image = _to_srgb(image, profile)
    if image.mode == "CMYK" or (to is JPEG and image.mode not in ("RGB", "L")):
        image = image.convert("RGB")
    return image


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image  # colours that are a little off are better than none
    return converted or image


def _load() -> None:
    """Have Pillow load what it loads on first use: once the process is shut in, nothing can be loaded."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned
    for of in (JPEG, PNG, WEBP):
        made = io.BytesIO()
        Image.new("RGB", (2, 2)).save(made, of.format, exif=exif, icc_profile=profile)
        strip(made, of)
    made = io.BytesIO()
    Image.new("RGB", (2, 2)).save(made, "WEBP", save_all=True, append_images=[Image.new("RGB", (2, 2), "red")])
    strip(made, WEBP)


_load()
