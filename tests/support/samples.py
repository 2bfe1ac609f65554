"""Files of every type that is stripped, made by real tools, with notes of the maker planted wherever there is room.

Each planted note is a text that begins with `MARK`, or a number that a tool reads back (a place, a day).
"""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pikepdf
import pillow_heif
from PIL import Image, ImageCms, ImageDraw

MARK = "PLANTED"
LATITUDE = 51.4893
# By exiftool, in every group that it can write into a photo.
_PHOTO_TAGS = (
    f"-EXIF:Artist={MARK}-artist", f"-EXIF:Copyright={MARK}-copyright", f"-EXIF:Software={MARK}-software",
    f"-EXIF:Make={MARK}-make", f"-EXIF:Model={MARK}-model", f"-EXIF:SerialNumber={MARK}-serial",
    f"-EXIF:LensModel={MARK}-lens", f"-EXIF:UserComment={MARK}-comment", "-EXIF:DateTimeOriginal=2026:01:02 03:04:05",
    f"-EXIF:GPSLatitude={LATITUDE}", "-EXIF:GPSLatitudeRef=N", "-EXIF:GPSLongitude=0.1440", "-EXIF:GPSLongitudeRef=W",
    f"-EXIF:ImageUniqueID={MARK}-unique", f"-XMP:Creator={MARK}-xmp-creator", f"-XMP:Title={MARK}-xmp-title",
    f"-XMP-exif:GPSLatitude={LATITUDE}", f"-XMP-xmpMM:DocumentID={MARK}-document",
)  # fmt: skip
_JPEG_TAGS = (f"-IPTC:By-line={MARK}-byline", f"-IPTC:City={MARK}-city", f"-Comment={MARK}-jpeg-comment")
_PNG_TAGS = (f"-PNG:Author={MARK}-png-author", f"-PNG:Comment={MARK}-png-comment")
_VIDEO_TAGS = (
    f"-XMP:Creator={MARK}-xmp-creator", f"-Keys:Author={MARK}-author", "-Keys:GPSCoordinates=51.4893, -0.1440, 10",
    f"-Keys:Make={MARK}-make", f"-Keys:Model={MARK}-model", f"-UserData:Artist={MARK}-artist",
    f"-ItemList:Comment={MARK}-comment", "-QuickTime:CreateDate=2026:01:02 03:04:05",
    "-Track1:TrackCreateDate=2026:01:02 03:04:05",
)  # fmt: skip


def picture(size: tuple[int, int] = (96, 64)) -> Image.Image:
    """A picture with something on it."""
    made = Image.new("RGB", size, "white")
    ImageDraw.Draw(made).ellipse((10, 10, size[0] // 2, size[1] - 8), fill=(200, 30, 60))
    return made


def exiftool(file: Path, *tags: str) -> None:
    """Write tags into a file."""
    command = ["exiftool", "-q", "-q", "-m", "-overwrite_original", *tags, str(file)]
    subprocess.run(command, check=True, capture_output=True)


def _photo(folder: Path, name: str, *more: str, **options: object) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    # A maker's note, as every camera has one in a form of its own.
    exif.get_ifd(0x8769)[0x927C] = f"Maker\0{MARK}-makernote".encode()
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    file = folder / name
    picture().save(file, exif=exif, icc_profile=bytes(profile) + f"{MARK}-profile".encode(), **options)
    exiftool(file, *_PHOTO_TAGS, *more)
    return file.read_bytes()


def jpeg(folder: Path) -> bytes:
    """A photo with EXIF, a place, a maker's note, a thumbnail, XMP, IPTC, a comment and a tail."""
    thumbnail = folder / "thumbnail.jpg"
    picture((32, 24)).save(thumbnail, comment=f"{MARK}-in-thumbnail".encode())
    made = _photo(folder, "a.jpg", *_JPEG_TAGS, f"-ThumbnailImage<={thumbnail}")
    return made + f"PK\x03\x04{MARK}-tail".encode()


def png(folder: Path) -> bytes:
    """A PNG with EXIF, XMP, text chunks and a tail."""
    return _photo(folder, "a.png", *_PNG_TAGS) + f"<script>{MARK}-tail</script>".encode()


def webp(folder: Path) -> bytes:
    """A WebP with EXIF, XMP and a profile."""
    return _photo(folder, "a.webp")


def heic(folder: Path) -> bytes:
    """What phones write: HEIC with EXIF, a place, a thumbnail and XMP."""
    pillow_heif.register_heif_opener()
    return _photo(folder, "a.heic")


def pdf(folder: Path) -> bytes:
    """A PDF with all that can be hidden in one, and an earlier version of itself before it."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    page = document.pages[0]
    photo = document.make_stream(jpeg(folder))
    photo.update(
        pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=96, Height=64, BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode,
        )
    )  # fmt: skip
    photo.Metadata = document.make_stream(f"<x>{MARK}-xmp-of-picture</x>".encode())
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo))
    page.Contents = document.make_stream(b"q 96 0 0 64 50 50 cm /Im0 Do Q")
    page.Thumb = document.make_stream(f"{MARK}-thumb".encode())
    page.LastModified = f"D:2026 {MARK}-modified"
    page.PieceInfo = pikepdf.Dictionary(Program=pikepdf.Dictionary(Private=f"{MARK}-piece"))
    _plant_annotations(document, page)
    _plant_in_root(document)
    document.docinfo["/Author"] = f"{MARK}-author"
    document.docinfo["/Producer"] = f"{MARK}-producer"
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [f"{MARK}-xmp-author"]
    file = folder / "a.pdf"
    document.save(file)
    exiftool(file, f"-PDF:Title={MARK}-update", f"-XMP:Creator={MARK}-update-xmp")  # an incremental update
    return file.read_bytes() + f"PK{MARK}-tail".encode()


def _plant_annotations(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    def annotation(subtype: str, **more: object) -> pikepdf.Object:
        entries = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name(subtype), "Rect": [0, 0, 9, 9], **more}
        return document.make_indirect(pikepdf.Dictionary(**entries))

    spec = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=f"{MARK}-name"))
    spec.EF = pikepdf.Dictionary(F=document.make_stream(f"{MARK}-attached-to-page".encode()))
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{MARK}-button')")
    page.Annots = document.make_indirect(
        pikepdf.Array(
            [
                annotation("/Text", T=f"{MARK}-annotator", Contents="Seen at the desk", M=f"{MARK}-annotated", NM=MARK),
                annotation("/FileAttachment", FS=spec),
                annotation("/Link", A=script),
            ]
        )
    )


def _plant_in_root(document: pikepdf.Pdf) -> None:
    document.attachments["a.txt"] = pikepdf.AttachedFileSpec(document, f"{MARK}-embedded".encode())
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=document.make_stream(f"{MARK}-script".encode()))
    document.Root.OpenAction = script
    document.Root.Names.JavaScript = pikepdf.Dictionary(Names=["a", script])
    signature = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, Name=f"{MARK}-signer", Location=f"{MARK}-where", Contents=f"{MARK}-cert"
    )
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Signature1", V=document.make_indirect(signature))
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[document.make_indirect(field)])


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PROPERTIES = {
    "docProps/core.xml": (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{MARK}-creator</dc:creator>'
        f"<cp:lastModifiedBy>{MARK}-modified-by</cp:lastModifiedBy></cp:coreProperties>"
    ),
    "docProps/app.xml": f"<Properties><Company>{MARK}-company</Company></Properties>",
    "docProps/custom.xml": f"<Properties><property>{MARK}-custom</property></Properties>",
    "docProps/thumbnail.jpeg": f"{MARK}-thumbnail",
    "customXml/item1.xml": f"<x>{MARK}-custom-xml</x>",
}


def _relationships(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if ":" in target else "")
        + "/>"
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_REL}">{rows}</Relationships>'


def _content_types(main: str, kind: str) -> str:
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" '
        f'ContentType="image/jpeg"/><Override PartName="/{main}" ContentType="{_OFFICE}.{kind}.main+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties'
        '+xml"/></Types>'
    )


def _zipped(parts: dict[str, str | bytes], comment: str = f"{MARK}-zip-comment") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            entry.comment = f"{MARK}-entry-comment".encode()
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
        archive.comment = comment.encode()
    return output.getvalue()


def docx(folder: Path) -> bytes:
    """A Word file: properties, revisions, comments, people, a photo with a place, macros, a template's path."""
    who = f'w:author="{MARK}-reviser" w:date="2026-01-02T03:04:05Z"'
    document = (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="u:wp" xmlns:pic="u:pic"><w:body>'
        f'<w:p w:rsidR="{MARK}-rsid"><w:r><w:t>He asked for money</w:t></w:r>'
        f'<w:ins w:id="1" {who}><w:r><w:t> twice</w:t></w:r></w:ins>'
        f'<w:del w:id="2" {who}><w:r><w:delText>{MARK}-deleted</w:delText></w:r></w:del></w:p>'
        f"<!-- {MARK}-xml-comment -->"
        f'<w:drawing><wp:docPr id="1" name="{MARK}-file.jpg" descr="{MARK}-path"/><pic:blip r:embed="rId1"/>'
        "</w:drawing>"
        "</w:body></w:document>"
    )
    comments = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="{MARK}-commenter" w:initials="{MARK}" '
        'w:date="2026-01-02T03:04:05Z"><w:p><w:r><w:t>Seen by me</w:t></w:r></w:p></w:comment></w:comments>'
    )
    settings = (
        f'<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:attachedTemplate r:id="rId1"/><w:rsids><w:rsid w:val="{MARK}-r"/>'
        "</w:rsids></w:settings>"
    )
    return _zipped(
        {
            "[Content_Types].xml": _content_types("word/document.xml", "wordprocessingml.document"),
            "_rels/.rels": _relationships(
                ("officeDocument", "word/document.xml"),
                ("core-properties", "docProps/core.xml"),
                ("custom-properties", "docProps/custom.xml"),
            ),
            "word/document.xml": document,
            "word/comments.xml": comments,
            "word/people.xml": f"<w:people xmlns:w='{W}'>{MARK}-person</w:people>",
            "word/settings.xml": settings,
            "word/_rels/settings.xml.rels": _relationships(("attachedTemplate", f"file:///C:/Users/{MARK}/a.dotm")),
            "word/_rels/document.xml.rels": _relationships(
                ("image", "media/image1.jpeg"), ("comments", "comments.xml"), ("hyperlink", "https://example.org/")
            ),
            "word/media/image1.jpeg": jpeg(folder),
            "word/embeddings/oleObject1.bin": f"{MARK}-object",
            "word/vbaProject.bin": f"{MARK}-macro",
            **_PROPERTIES,
        }
    )


def xlsx(_folder: Path) -> bytes:
    """An Excel file: properties, the path it was saved at, who shares it, comments, printer settings, persons."""
    workbook = (
        f'<workbook xmlns="{S}" xmlns:r="{R}" xmlns:x15ac="u:x15ac"><fileSharing userName="{MARK}-user"/>'
        f'<x15ac:absPath url="C:\\Users\\{MARK}\\"/><sheets><sheet name="Payments" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    )
    sheet = (
        f'<worksheet xmlns="{S}" xmlns:r="{R}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>200 pounds</t></is>'
        '</c></row></sheetData><pageSetup r:id="rId1"/></worksheet>'
    )
    comments = (
        f'<comments xmlns="{S}"><authors><author>{MARK}-commenter</author></authors><commentList><comment ref="A1" '
        'authorId="0"><text><t>Paid in cash</t></text></comment></commentList></comments>'
    )
    return _zipped(
        {
            "[Content_Types].xml": _content_types("xl/workbook.xml", "spreadsheetml.sheet"),
            "_rels/.rels": _relationships(("officeDocument", "xl/workbook.xml"), ("extended", "docProps/app.xml")),
            "xl/workbook.xml": workbook,
            "xl/_rels/workbook.xml.rels": _relationships(("worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/worksheets/_rels/sheet1.xml.rels": _relationships(
                ("printerSettings", "../printerSettings/printerSettings1.bin"), ("comments", "../comments1.xml")
            ),
            "xl/comments1.xml": comments,
            "xl/printerSettings/printerSettings1.bin": f"{MARK}-printer".encode("utf-16-le"),
            "xl/persons/person.xml": f"<personList>{MARK}-person</personList>",
            "xl/threadedComments/threadedComment1.xml": f"<x>{MARK}-threaded</x>",
            **_PROPERTIES,
        }
    )


def odt(folder: Path) -> bytes:
    """A LibreOffice file: meta, settings, a thumbnail, comments, tracked changes, author fields, macros, a photo."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" xmlns:text="{office}text:1.0" '
        f'xmlns:draw="{office}drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:o="http://openoffice.org/2009/office">'
        "<office:body><office:text><text:tracked-changes><text:changed-region><text:deletion>"
        f"<office:change-info><dc:creator>{MARK}-changer</dc:creator></office:change-info>{MARK}-deleted"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        f'<text:p o:rsid="{MARK}-rsid">He asked for money<office:annotation><dc:creator>{MARK}-commenter</dc:creator>'
        "<dc:date>2026-01-02T03:04:05</dc:date><text:p>Seen by me</text:p></office:annotation> twice"
        f"<text:author-name>{MARK}-name</text:author-name><text:file-name>{MARK}.odt</text:file-name></text:p>"
        '<draw:image xlink:href="Pictures/1.jpg"/>'
        f'<draw:image xlink:href="file:///home/{MARK}/2.jpg"/></office:text></office:body></office:document-content>'
    )
    meta = f'<office:document-meta xmlns:office="{office}office:1.0">{MARK}-meta</office:document-meta>'
    return _zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "meta.xml": meta,
            "settings.xml": f"<x>{MARK}-printer</x>",
            "Thumbnails/thumbnail.png": f"{MARK}-thumbnail",
            "Pictures/1.jpg": jpeg(folder),
            "Basic/Standard/Module1.xml": f"<x>{MARK}-macro</x>",
            "META-INF/manifest.xml": f"<x>{MARK}-manifest</x>",
        }
    )


def recording(file: Path, form: str, video: str | None, audio: str | None, seconds: float = 1.0) -> None:
    """Encode a recording with tags, chapters and, in MOV, a timecode track."""
    with av.open(file, "w", format=form) as made:
        made.metadata.update({"title": f"{MARK}-title", "comment": f"{MARK}-comment", "artist": f"{MARK}-artist"})
        streams = []
        if video:
            shown = made.add_stream(video, rate=10)
            shown.width, shown.height, shown.pix_fmt = 64, 48, "yuvj420p" if video == "mjpeg" else "yuv420p"
            shown.metadata["handler_name"] = f"{MARK}-handler"
            if form == "mov":
                shown.metadata["timecode"] = "01:02:03:04"
            streams.append((shown, int(10 * seconds), _frame))
        if audio:
            heard = made.add_stream(audio, rate=48000)
            length = heard.codec_context.frame_size or 960
            streams.append((heard, int(48000 * seconds) // length, _samples))
        if form in ("mp4", "mov"):
            title = {"title": f"{MARK}-chapter"}
            made.set_chapters([{"id": 1, "start": 0, "end": 9, "time_base": Fraction(1, 10), "metadata": title}])
        for stream, count, make in streams:
            for number in range(count):
                made.mux(stream.encode(make(stream, number)))
            made.mux(stream.encode(None))


def _frame(stream: av.VideoStream, number: int) -> av.VideoFrame:
    shown = Image.effect_mandelbrot((stream.width, stream.height), (-2 + number / 50, -1.5, 1, 1.5), 40).convert("RGB")
    frame = av.VideoFrame.from_image(shown).reformat(format=stream.pix_fmt)
    frame.pts, frame.time_base = number, Fraction(1, 10)
    return frame


def _samples(stream: av.AudioStream, number: int) -> av.AudioFrame:
    length = stream.codec_context.frame_size or 960
    frame = av.AudioFrame(format=stream.format.name, layout=stream.layout.name, samples=length)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate, frame.pts, frame.time_base = 48000, number * length, Fraction(1, 48000)
    return frame


def mp4(folder: Path) -> bytes:
    """A video as phones make it: tags, a place, chapters, a maker's note in the coded picture."""
    recording(folder / "a.mp4", "mp4", "libx264", "aac")
    exiftool(folder / "a.mp4", *_VIDEO_TAGS)
    return (folder / "a.mp4").read_bytes()


def mp4_hevc(folder: Path) -> bytes:
    """The same in H.265."""
    recording(folder / "h.mp4", "mp4", "libx265", "aac")
    exiftool(folder / "h.mp4", *_VIDEO_TAGS)
    return (folder / "h.mp4").read_bytes()


def mov(folder: Path) -> bytes:
    """A QuickTime file with a timecode track."""
    recording(folder / "a.mov", "mov", "libx264", "aac")
    exiftool(folder / "a.mov", *_VIDEO_TAGS)
    return (folder / "a.mov").read_bytes()


def mov_motion_jpeg(folder: Path) -> bytes:
    """What older cameras make: every picture is a JPEG, here with a comment in each."""
    recording(folder / "j.mov", "mov", "mjpeg", None)
    return (folder / "j.mov").read_bytes()


def m4a(folder: Path) -> bytes:
    """A voice memo."""
    recording(folder / "a.m4a", "ipod", None, "aac")
    exiftool(folder / "a.m4a", *_VIDEO_TAGS)
    return (folder / "a.m4a").read_bytes()


def mp3(folder: Path) -> bytes:
    """An MP3 with ID3v2 (with a cover), ID3v1 and APE tags."""
    recording(folder / "a.mp3", "mp3", None, "libmp3lame")
    cover = b"\0image/jpeg\0\x03\0" + jpeg(folder)
    frame = b"APIC" + len(cover).to_bytes(4) + b"\0\0" + cover
    size = bytes((len(frame) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    ape = b"Author\0" + f"{MARK}-ape".encode()
    item = len(ape[7:]).to_bytes(4, "little") + bytes(4) + ape
    footer = b"APETAGEX" + (2000).to_bytes(4, "little") + (len(item) + 32).to_bytes(4, "little")
    footer += (1).to_bytes(4, "little") + bytes(12)
    last = b"TAG" + f"{MARK}-id3v1".encode().ljust(125, b"\0")
    return b"ID3\x03\0\0" + size + frame + (folder / "a.mp3").read_bytes() + item + footer + last


def ogg(folder: Path) -> bytes:
    """A voice note as Telegram makes it: Opus in Ogg."""
    recording(folder / "a.ogg", "ogg", None, "libopus")
    return (folder / "a.ogg").read_bytes()


SAMPLES: dict[str, Callable[[Path], bytes]] = {
    "jpeg": jpeg, "png": png, "webp": webp, "heic": heic, "pdf": pdf, "docx": docx, "xlsx": xlsx, "odt": odt,
    "mp3": mp3, "m4a": m4a, "ogg": ogg, "mp4": mp4, "mp4-hevc": mp4_hevc, "mov": mov, "mov-mjpeg": mov_motion_jpeg,
}  # fmt: skip
