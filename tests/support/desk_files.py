"""Files as a desk finds them in cases, real enough to be drawn and played: by kind, with what a case says of them."""

from __future__ import annotations

import io
import math
import tempfile
from array import array
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFilter

from triage.files import DOCUMENT, EICAR, EICAR_TEXT, OTHER, PHOTO, SOUND, UNCHECKED

Made = tuple[bytes, str, str, tuple[str, ...]]  # content, kind, media type, flags
_RATE = 48000


def photo() -> Made:
    """A car at night, as a phone would have it."""
    image = Image.linear_gradient("L").resize((640, 420)).point([value // 3 for value in range(256)]).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, 640, 420), fill="#23272b")
    draw.polygon([(180, 310), (230, 240), (400, 240), (470, 310)], fill="#3d4a58")
    draw.rounded_rectangle((120, 300, 530, 360), 22, fill="#4a5968")
    for left in (180, 430):
        draw.ellipse((left, 335, left + 56, 391), fill="#0d0f11")
    draw.ellipse((505, 312, 535, 338), fill="#ffe9a8")
    made = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.2)).save(made, "JPEG")
    return made.getvalue(), PHOTO, "image/jpeg", ()


def pdf(pages: int = 3) -> Made:
    """A scanned letter, so to say."""
    paper = FPDF(format="A4")
    for number in range(1, pages + 1):
        paper.add_page()
        paper.set_font("helvetica", size=16)
        paper.cell(0, 12, f"Notes, page {number}", new_x="LMARGIN", new_y="NEXT")
        paper.set_font("helvetica", size=11)
        for day in range(20, 28):
            line = f"{day} November. Grey Astra across the road from ten past nine until about half past eleven."
            paper.multi_cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output()), DOCUMENT, "application/pdf", ()


def mp3() -> Made:
    """A tone as MP3."""
    return _tone("mp3", "libmp3lame"), SOUND, "audio/mpeg", ()


def ogg() -> Made:
    """A voice note as Telegram makes it."""
    return _tone("ogg", "libopus"), SOUND, "audio/ogg", ()


def m4a() -> Made:
    """A voice memo."""
    return _tone("ipod", "aac"), SOUND, "audio/mp4", ()


def eicar() -> Made:
    """What every virus scanner knows."""
    return EICAR_TEXT, OTHER, "application/octet-stream", (EICAR,)


def unseen() -> Made:
    """The same, sealed in a browser: no scanner has seen it."""
    return b"notes\n" + EICAR_TEXT, OTHER, "application/octet-stream", (UNCHECKED,)


MAKERS: dict[str, Callable[[], Made]] = {
    "photo": photo, "pdf": pdf, "sound": mp3, "ogg": ogg, "m4a": m4a, "eicar": eicar, "unseen": unseen,
}  # fmt: skip


def _tone(form: str, codec: str, seconds: float = 3.0) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tone"
        with av.open(place, "w", format=form) as made:
            heard = made.add_stream(codec, rate=_RATE)
            heard.layout = "mono"
            length = heard.codec_context.frame_size or 960
            for number in range(int(_RATE * seconds) // length):
                made.mux(heard.encode(_samples(heard, number, length)))
            made.mux(heard.encode(None))
        return place.read_bytes()


def _samples(stream: av.AudioStream, number: int, length: int) -> av.AudioFrame:
    name = stream.format.name
    frame = av.AudioFrame(format=name, layout="mono", samples=length)
    height = 0.2 if name.startswith("flt") else 6000
    tone = [height * math.sin(2 * math.pi * 330 * (number * length + at) / _RATE) for at in range(length)]
    content = array("f", tone) if name.startswith("flt") else array("h", map(int, tone))
    frame.planes[0].update(content.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate, frame.pts, frame.time_base = _RATE, number * length, Fraction(1, _RATE)
    return frame
