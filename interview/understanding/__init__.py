"""Understanding: what a reporter wrote, as findings for the slots of the interview.

Pure functions from text to findings; each finding keeps the exact words that it came from. Word lists lie beside the
modules as YAML. See `reading.py` for the way in.
"""

from interview.understanding.clues import Clue, identity_clues
from interview.understanding.findings import Finding, Findings
from interview.understanding.kinds import kinds, likeliest
from interview.understanding.no_answers import names_nothing
from interview.understanding.reading import READS, find, findings_of_account, read, warm_up

__all__ = [
    "READS",
    "Clue",
    "Finding",
    "Findings",
    "find",
    "findings_of_account",
    "identity_clues",
    "kinds",
    "likeliest",
    "names_nothing",
    "read",
    "warm_up",
]
