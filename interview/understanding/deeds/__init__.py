"""Deeds: who does what to whom, read clause by clause from classes of words rather than from phrases.

`lexicon.yml` names the words of each class once, `tokens.py` cuts a text into words and clauses, `deed.py` says
who does what in a clause, and each of the other modules finds the deeds that one slot asks for.
"""
