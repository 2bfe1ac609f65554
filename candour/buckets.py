"""Addresses of S3-compatible storage: `s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION`, without secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

MOST_MEGABYTES = 4000  # S3 copies up to 5 GiB in one request, and padding adds to a file
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z")  # Amazon S3 User Guide, "General purpose bucket naming rules"
_PREFIX = re.compile(r"(?:[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*)?\Z")
_REGION = re.compile(r"[a-z0-9-]{1,40}\Z")


@dataclass(frozen=True)
class Bucket:
    """Where files lie.

    Args:
        name: of the bucket.
        prefix: of all names in it; may be empty.
        endpoint: URL of the server; Amazon's own for the region if empty.
        region: that requests are signed for; as `AWS_REGION` says if empty.
    """

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""

    @classmethod
    def parse(cls, url: str) -> Bucket:
        """Read an address.

        Raises:
            ValueError: it is none, or has more in it than an address needs, such as a key.
        """
        parts = urlsplit(url)
        asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
        endpoint, region = (asked.pop(name, [""])[-1] for name in ("endpoint", "region"))
        bucket = cls(parts.netloc, parts.path.strip("/"), endpoint.rstrip("/"), region)
        if parts.scheme != "s3" or parts.fragment or asked or not bucket._is_well_formed():
            raise ValueError
        return bucket

    def _is_well_formed(self) -> bool:
        named = _NAME.match(self.name) and _PREFIX.match(self.prefix)
        return bool(named and _REGION.match(self.region or "x") and (not self.endpoint or _is_server(self.endpoint)))

    @property
    def in_the_clear(self) -> bool:
        """Whether requests to it are not encrypted on their way."""
        return urlsplit(self.endpoint).scheme == "http"

    @property
    def host(self) -> str:
        """Name of the server, if it is not Amazon's."""
        return urlsplit(self.endpoint).hostname or ""


def _is_server(url: str) -> bool:
    parts: SplitResult = urlsplit(url)
    plain = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain and parts.port != 0
