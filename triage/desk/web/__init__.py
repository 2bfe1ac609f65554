"""The desk as a web page: on this machine only, for the person who started it, and for as long as they are there."""

from triage.desk.web.app import make_app
from triage.desk.web.door import Door

__all__ = ["Door", "make_app"]
