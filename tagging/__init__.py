"""Which words of an account tell what, and of which kinds of conduct: what was learned from marked accounts.

`marks.py` reads what trainers marked; `tagger.py` reads a text with what was learned (`tuned.npz`, `head.npz`), and
`kinds.py` tells its kinds of conduct (`kinds_tuned.npz`, `kinds_head.npz`).
"""

from tagging.kinds import load_kinds
from tagging.tagger import Tagged, Tagger, Tags, load_tagger

__all__ = ["Tagged", "Tagger", "Tags", "load_kinds", "load_tagger"]
