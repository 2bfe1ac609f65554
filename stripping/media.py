"""Sound and video: the coded streams are taken over, everything around them is written anew.

Only streams that are heard or seen go over: no data, timecode, place or subtitle streams, no cover art, no chapters,
no tags. Notes of the maker inside the coded picture (SEI of H.264 and H.265, segments of motion JPEG) go too. The
output never seeks, so that it streams: MP4 and MOV come out in fragments.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import av
import av.audio.stream
import av.error
import av.sidedata.sidedata
import av.subtitles.codeccontext
import av.subtitles.stream
import av.video.stream  # all of these are loaded here, for once the process is shut in nothing can be
from av.bitstream import BitStreamFilterContext
from av.stream import Disposition

from stripping.jpeg import without_metadata
from stripping.kinds import M4A, MOV, MP4, Type
from stripping.mpeg_audio import frame_length
from stripping.outcomes import TooMuch, Unreadable

_FRAGMENTS = {
    "movflags": "frag_keyframe+empty_moov+default_base_moof",
    "min_frag_duration": "1000000",  # microseconds
    "use_editlist": "0",
}
_OPTIONS = {
    "mp3": {"write_xing": "0", "id3v2_version": "0", "write_id3v1": "0"},
    "mp4": _FRAGMENTS,
    "mov": _FRAGMENTS,
    "ogg": {},
}
_EXACT = {"fflags": "+bitexact"}  # no name of the program, no time
# Types of units that hold what encoders and cameras add: supplemental enhancement information.
_FILTERS = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39|40"}
_HEVC_SEI = (39, 40)
_INPUTS = {"mp3": "mp3", "mp4": "mov", "mov": "mov", "ogg": "ogg"}
_MOST_STREAMS = 16

av.logging.set_level(None)


def strip(file: BinaryIO, of: Type, output: io.RawIOBase, say: Callable[[Type], None]) -> None:
    """Write a recording anew.

    Args:
        file: the recording.
        of: what its first bytes say it is.
        output: where it goes; never asked to seek.
        say: called with what it is before anything is written.

    Raises:
        Unreadable: it is damaged, or holds what cannot go into such a file.
        TooMuch: it has too many streams.
    """
    try:
        with av.open(file, "r", format=_INPUTS[of.format]) as source:
            wanted = _wanted(source)
            of = _told_by_streams(of, wanted)
            say(of)
            with av.open(output, "w", format=of.format, options=_OPTIONS[of.format] | _EXACT) as target:
                _copy(source, target, wanted)
    except (TooMuch, MemoryError, BrokenPipeError):
        raise
    except Exception:  # whatever a demuxer meets in a damaged file
        raise Unreadable from None


def _wanted(source: Any) -> list[Any]:
    if len(source.streams) > _MOST_STREAMS:
        raise TooMuch
    wanted = [
        stream
        for stream in source.streams
        if stream.type in ("audio", "video") and not stream.disposition & Disposition.attached_pic
    ]
    if not wanted:
        raise Unreadable
    return wanted


def _told_by_streams(of: Type, wanted: list[Any]) -> Type:
    if of in (MP4, M4A):
        return MP4 if any(stream.type == "video" for stream in wanted) else M4A
    return of if of is not MOV or any(stream.type == "video" for stream in wanted) else M4A


def _copy(source: Any, target: Any, wanted: list[Any]) -> None:
    lanes = {}
    for stream in wanted:
        into = target.add_stream_from_template(stream)
        into.metadata.clear()
        lanes[stream.index] = (into, _filter(stream, into))
    target.metadata.clear()
    for packet in source.demux(wanted):
        into, through = lanes[packet.stream.index]
        for clean in _clean(packet, through):
            if clean.dts is not None:
                clean.stream = into
                target.mux(clean)


def _filter(stream: Any, into: Any) -> Any:
    """What cleans each packet of a stream: a filter of FFmpeg, a function of bytes, or nothing."""
    name = stream.codec_context.name
    if name in _REWRITTEN:
        return _REWRITTEN[name]
    if name not in _FILTERS:
        return None
    through = BitStreamFilterContext(_FILTERS[name], stream, into)
    if name == "hevc":
        into.codec_context.extradata = _without_sei(into.codec_context.extradata or b"")
    return through


def _without_sei(head: bytes) -> bytes:
    """Leave such units out of what stands before the first picture too, where the filter leaves them in.

    Units begin with a start code (ITU-T H.265, annex B); the type is in the first byte after it.
    """
    units = re.split(rb"\0?\0\0\x01", head)
    return b"".join(b"\0\0\0\x01" + unit for unit in units if unit and (unit[0] >> 1) & 0x3F not in _HEVC_SEI)


def _clean(packet: Any, through: Any) -> Iterator[Any]:
    if packet.size == 0 and not isinstance(through, BitStreamFilterContext):
        return
    if through is None:
        yield packet
    elif isinstance(through, BitStreamFilterContext):
        yield from through.filter(packet)
    elif content := through(bytes(packet)):
        yield _with_content(packet, content)


def _only_sound(content: bytes) -> bytes:
    """A frame of MP3 without what follows it; nothing if it is none (a tag at the end, for example)."""
    return content[: frame_length(content)]


def _with_content(packet: Any, content: bytes) -> Any:
    clean = av.Packet(content)
    clean.pts, clean.dts, clean.duration = packet.pts, packet.dts, packet.duration
    clean.time_base, clean.is_keyframe = packet.time_base, packet.is_keyframe
    return clean


_REWRITTEN = {"mjpeg": without_metadata, "mp3": _only_sound, "mp3float": _only_sound}
