"""Where "he", "she", "his" and "hers" tell something of an officer, so that of two of them the right one is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

_WOMAN = (
    r"(?:woman|women|female|lady|girl|lass|lassie|wpc|policewoman|policelady|bird|wife|girlfriend|sister|mother|mum)"
)
_MAN = r"(?:man|men|male|bloke|guy|lad|fella|feller|geezer|chap|policeman|gentleman|husband|boyfriend|brother|dad|mr)"
_SEXES = {"f": re.compile(rf"\b{_WOMAN}\b"), "m": re.compile(rf"\b{_MAN}\b")}
_NUMBERED = r"(?:(?:collar|shoulder|badge|warrant|id|epaulette|force) )?(?:numbers?|no|num|digits|numerals)"
# What is told of an officer by a pronoun: who, where and with which number they are, and what they look like.
_IS = re.compile(
    r"\b(?P<who>he|she)(?:'?s| is| was| had| has| wore| wears| goes by| drives| looks| looked| sounds| speaks| must)\b"
    r"|\b(?P<short>hes|shes)\b"
)
_OWN = re.compile(
    rf"\b(?P<whose>his|her) (?={_NUMBERED}\b|(?:first |last |sur|full |real |nick)?name|warrant|shoulder|collar|badge|"
    rf"epaul\w*|insta|handle|page|account|hair|{any_of(word_list('looks')['body'])}|(?:is|was) \d|\d)"
    r"|\b(?P<own>hers|his)(?= (?:is|was|i|said|had|were)\b|[:,]| ?\d|'s)"
)
_SEX = {"he": "m", "hes": "m", "his": "m", "she": "f", "shes": "f", "her": "f", "hers": "f"}


def pronouns(text: Text) -> Iterator[tuple[int, str]]:
    """Where a pronoun tells something of an officer, and the sex that it says, "f" or "m"."""
    for pattern in (_IS, _OWN):
        for match in pattern.finditer(text.low):
            word = next(said for said in match.groups() if said)
            yield match.start(), _SEX[word]


def sex_told(text: Text, start: int, end: int) -> str | None:
    """Which sex the words in a part of the text say, "f" or "m"; None where they say neither or both."""
    told = [sex for sex, pattern in _SEXES.items() if pattern.search(text.low, start, end)]
    return told[0] if len(told) == 1 else None
