"""Which words of an account tell what: a model that learned it from accounts that trainers marked.

`marks.py` reads what trainers marked; `tagger.py` reads a text with what was learned (`tuned.npz`, `head.npz`).
"""

from tagging.tagger import Tagged, Tagger, Tags, load_tagger

__all__ = ["Tagged", "Tagger", "Tags", "load_tagger"]
