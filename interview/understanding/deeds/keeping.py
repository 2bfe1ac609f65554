"""What somebody keeps, has or finds that can show what happened, and how much of its clause is quoted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from interview.understanding.deeds.deed import Deed
from interview.understanding.deeds.quoting import Span, of_deed, quote
from interview.understanding.deeds.tokens import Words
from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import words_of

SLOT = "evidence_exists"
SURE = 0.7
_SHORT, _ENOUGH = 4, 6  # words: what is shorter is grown to so many
_PLACES = words_of("deeds/words", "keeping_places")
_NO_PROOF = words_of("deeds/words", "keeping_no_proof")
_HAVE = words_of("deeds/words", "keeping_have")


def find_kept(text: Text, words: Words, done: Sequence[Deed]) -> Iterator[Finding]:
    """Things kept and recorded, each in the words of its clause."""
    taken: list[Span] = []
    for span in _all(done):
        if free_of(taken, *span):
            taken.append(span)
            yield text.finding(SLOT, None, span, SURE)


def _all(done: Sequence[Deed]) -> Iterator[Span]:
    for deed in done:
        if not deed.negated and not deed.planned and (span := _held(deed) or _recorded(deed) or _stored(deed)):
            yield span


def _held(deed: Deed) -> Span | None:
    """The reporter or somebody near keeps a thing that shows it, or any thing in a safe place."""
    words, verb = deed.words, deed.verb
    if words.said[verb] not in _HAVE or deed.who == "officer" or deed.passive:
        return None
    if words.said[verb + 1 : verb + 2] and words.said[verb + 1].endswith("ed"):
        return None
    proof = deed.object("proof", within=6)
    if (
        proof is not None
        and words.said[proof] not in _NO_PROOF
        and not words.has(verb + 1, verb + 2, frozenset(("to", "been")))
    ):
        return of_deed(deed, proof, 6)
    return None


def _stored(deed: Deed) -> Span | None:
    """Something is kept where things are kept safe: "it's in a bag in my freezer"."""
    words, verb = deed.words, deed.verb
    if deed.who == "officer" or words.said[verb] not in _HAVE:
        return None
    at = next((at for at in range(verb + 2, min(deed.end, verb + 9)) if words.said[at] in _PLACES), None)
    mine = at is not None and words.said[at - 1] in (
        "my",
        "our",
        "the",
        "a",
        "their",
        "her",
        "sandwich",
        "freezer",
        "old",
        "plastic",
        "bottom",
    )
    return of_deed(deed, at, 8) if at is not None and mine else None


def _recorded(deed: Deed) -> Span | None:
    """Somebody who is no officer films, writes down or measures it."""
    words, verb = deed.words, deed.verb
    if deed.who == "officer" or not deed.isa("record") or deed.passive or words.said[verb] in _HAVE:
        return None
    strong = words.said[verb].startswith(
        ("film", "video", "photograph", "screenshot", "screen", "livestream", "record")
    )
    noted = words.has(verb, verb + 4, frozenset(("down", "notes", "note", "diary", "log", "times")))
    if deed.who == "nobody" and not strong:
        return None
    return (
        of_deed(deed, min(verb + 1, deed.end - 1), 6)
        if (strong and words.said[verb] not in ("record", "records")) or noted
        else None
    )


def grown(words: Words, found: Finding) -> Finding:
    """A short finding with the words around it that a reader needs: "cameras" to "nine cameras on that bus"."""
    if found.slot != SLOT or found.negated or found.value != found.as_said:
        return found
    starts = [start for start, _ in words.spans]
    first, last = bisect_right(starts, found.start) - 1, bisect_right(starts, found.end - 1) - 1
    if last - first + 1 >= _SHORT or first < 0:
        return found
    end = words.clause_ends[last]
    begin = first
    while (
        begin > 0
        and first - begin < 2
        and words.said[begin - 1].isalnum()
        and words.clause_ends[begin - 1] == end
        and words.said[begin - 1] not in _NO_PROOF
    ):
        begin -= 1
    start, stop = quote(words, begin, last, end, _ENOUGH if last > first else _SHORT - 1)
    said = words.text.finding(SLOT, None, (start, stop), found.sure)
    return replace(said, subject=found.subject)
