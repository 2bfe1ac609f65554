"""The scene: how the reporter knows, whether people met, whether it was duty, and whether it goes on.

`signs.yml` holds what tells these by itself ("firm", before any phrase that merely mentions them) and what makes them
likely ("likely", where nothing else was told); `signs.py` reads them, `habits.py` reads habits from the present tense.
"""
