"""What an officer gets: given, taken, wanted, done for them or never paid for, read from the deeds of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from interview.understanding.deeds.deed import Deed
from interview.understanding.deeds.quoting import Span, of_deed, quote
from interview.understanding.deeds.tokens import Words
from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import words_of

SLOT = "benefit_or_favour"
SURE = 0.7
_HIM = frozenset(["him", "her", "them"])
_HIS = frozenset(["his", "her", "their"])
_MINE = words_of("deeds/words", "benefits_mine")
_FROM = words_of("deeds/words", "benefits_from")
_POCKET = words_of("deeds/words", "benefits_pocket")
_TRADE = words_of("deeds/words", "benefits_trade")
# What police take by law, or what is no gain: it counts only when it did not come back.
_SEIZED = words_of("deeds/words", "benefits_seized")
_KEPT = words_of("deeds/words", "benefits_kept")
# What is given and is no gain.
_WORTHLESS = words_of("deeds/words", "benefits_worthless")
_WORTH = ("sum", "bribe", "cash", "goods", "treats")
_HOME = words_of("deeds/words", "benefits_home")
_FINE = words_of("deeds/words", "benefits_fine")


def find_benefits(text: Text, words: Words, done: Sequence[Deed]) -> Iterator[Finding]:
    """What officers get for themselves or theirs, each in the words of its clause."""
    taken: list[Span] = []
    for span in _all(words, done):
        if free_of(taken, *span):
            taken.append(span)
            yield text.finding(SLOT, None, span, SURE)


def _all(words: Words, done: Sequence[Deed]) -> Iterator[Span]:
    for frame in (_given, _was_given, _got, _taken, _wanted, _worked, _had_done, _unpaid):
        for deed in done:
            if (deed.negated and frame is not _unpaid) or (span := frame(deed)) is None:
                continue
            yield span
    yield from _bribes(words)
    yield from _bargains(words)


def _worth(deed: Deed, within: int = 9) -> int | None:
    """The thing of worth that a deed is about."""
    at = deed.object(*_WORTH, within=within)
    return None if at is None or deed.words.said[at] in _WORTHLESS else at


def _given(deed: Deed) -> Span | None:
    """Somebody who is no officer gives something to one, or to what is theirs."""
    if not deed.isa("give", "waive") or deed.passive:
        return None
    words, verb = deed.words, deed.verb
    worth = _worth(deed)
    if worth is None or (deed.who == "officer" and words.said[deed.begins] != "they"):
        return None
    to = next(
        (at for at in range(verb + 1, min(deed.end, verb + 5)) if words.said[at] in _HIM or words.isa(at, "officer")),
        None,
    )
    if to is not None and words.said[to] == "her" and to + 1 == worth:
        to = None
    late = next(
        (
            at
            for at in range(worth, min(deed.end, worth + 7))
            if words.said[at - 1] in ("to", "for", "in", "into", "on", "under", "behind")
            and (words.said[at] in _HIM | _HIS or words.isa(at, "officer"))
        ),
        None,
    )
    if to is None and late is None:
        return None
    if deed.who == "officer" and deed.says(frozenset(("them",)), 3):
        return None
    return of_deed(deed, max(worth, late or 0) if (late or 0) - verb < 9 else worth)


def _was_given(deed: Deed) -> Span | None:
    """An officer is given, treated to, flown, put up or sorted with something."""
    if not deed.passive or deed.who != "officer" or not deed.isa("give", "treat", "waive"):
        return None
    worth = _worth(deed)
    by = deed.says(frozenset(("by", "to", "with")), 4)
    return of_deed(deed, worth) if worth is not None and (by or deed.isa("give")) else None


def _got(deed: Deed) -> Span | None:
    """An officer gets something of worth, from somebody or for nothing."""
    if deed.who not in ("officer", "nobody") or deed.passive or not deed.isa("get", "use", "hold"):
        return None
    worth = _worth(deed)
    if worth is None or deed.after(1) in ("me", "us", "been"):
        return None
    words = deed.words
    plain = words.said[deed.verb].endswith("ing") or words.said[deed.verb] in (
        "have",
        "has",
        "had",
        "having",
        "use",
        "uses",
        "used",
        "see",
        "saw",
        "seen",
        "find",
        "found",
        "keep",
        "stay",
        "stays",
        "stayed",
        "drive",
        "drives",
        "drove",
        "driving",
        "wear",
        "wears",
        "wore",
        "live",
        "lives",
        "stored",
        "hold",
        "holds",
        "save",
        "made",
        "make",
        "makes",
        "claimed",
        "help",
        "helped",
        "get",
        "gets",
        "got",
        "fill",
        "load",
    )
    sure = words.isa(worth, "sum", "bribe") and words.said[deed.verb] not in (
        "have",
        "has",
        "had",
        "see",
        "saw",
        "found",
        "find",
    )
    freely = words.has(deed.verb, min(deed.end, deed.verb + 12), _FROM)
    if deed.who == "nobody" and not (sure or words.isa(worth, "bribe")):
        return None
    return of_deed(deed, worth) if sure or freely or not plain else None


def _taken(deed: Deed) -> Span | None:
    """An officer takes what is somebody's, and not as a seizure."""
    if deed.who not in ("officer", "nobody") or deed.passive or not deed.isa("take", "get"):
        return None
    worth = deed.object("sum", "cash", "goods", within=7)
    if worth is None:
        return None
    words = deed.words
    determined = not _MINE.isdisjoint(words.said[deed.verb + 1 : worth]) or words.isa(worth, "sum")
    kept = words.said[deed.verb] in _KEPT or words.has(worth, min(worth + 8, deed.end), _KEPT)
    if words.said[worth] in _SEIZED or words.said[deed.verb] in ("hold", "held", "holding", "confiscated"):
        return of_deed(deed, worth) if kept and words.said[deed.verb] not in ("kept", "keeps", "sold") else None
    return of_deed(deed, worth) if determined else None


def _wanted(deed: Deed) -> Span | None:
    """An officer wants money, or names a price."""
    if deed.who not in ("officer", "nobody") or not deed.isa("want"):
        return None
    worth = deed.object("sum", "bribe", within=8)
    if worth is None or deed.says(_FINE) or deed.words.said[worth : worth + 2] == ("sex", "worker"):
        return None
    return of_deed(deed, worth)


def _worked(deed: Deed) -> Span | None:
    """Somebody does work on what is an officer's: "they do her nails", "had me do his mum's gutters"."""
    if not deed.isa("work") or (
        deed.who == "officer"
        and deed.words.said[deed.begins] != "they"
        and "me" not in deed.words.said[deed.verb - 2 : deed.verb]
    ):
        return None
    words = deed.words
    for at in range(deed.verb + 1, min(deed.end, deed.verb + 4)):
        owner = words.said[at] in _HIS or (words.isa(at, "officer") and words.said[at].endswith("'s"))
        home = next((h for h in range(at + 1, min(deed.end, at + 5)) if words.said[h] in _HOME), None)
        if owner and home is not None:
            return of_deed(deed, home)
    return None


def _had_done(deed: Deed) -> Span | None:
    """An officer has work done: "had her kitchen done by", "got his van serviced"."""
    words, verb = deed.words, deed.verb
    if deed.who != "officer" or words.said[verb] not in (
        "had",
        "has",
        "have",
        "gets",
        "got",
        "get",
        "having",
        "getting",
    ):
        return None
    if words.said[verb + 1 : verb + 2] and words.said[verb + 1] in _HIS:
        home = next((h for h in range(verb + 2, min(deed.end, verb + 5)) if words.said[h] in _HOME), None)
        if (
            home is not None
            and home + 1 < deed.end
            and (words.said[home + 1].endswith("ed") or words.said[home + 1] in ("done", "built", "cut", "laid"))
        ):
            return of_deed(deed, home + 1)
    return None


def _unpaid(deed: Deed) -> Span | None:
    """An officer does not pay; a bill of theirs is torn up."""
    words, verb = deed.words, deed.verb
    if deed.who == "officer" and deed.negated and deed.isa("pay"):
        return quote(words, max(verb - 1, 0), verb, deed.end, 6)
    if (
        deed.isa("waive", "pay", "give")
        and deed.passive
        and not words.has(deed.begins, verb, frozenset(("i", "we", "my", "our")))
    ):
        bill = next(
            (
                at
                for at in range(max(deed.begins, verb - 6), verb)
                if words.said[at]
                in (
                    "tab",
                    "bill",
                    "fine",
                    "rent",
                    "debt",
                    "insurance",
                    "mortgage",
                    "fees",
                    "invoice",
                    "loan",
                    "membership",
                    "holiday",
                )
            ),
            None,
        )
        if bill is not None and words.has(deed.begins, bill, _HIS):
            return quote(words, max(bill - 1, 0), verb, deed.end, 8)
    return None


def _bribes(words: Words) -> Iterator[Span]:
    """Words that say by themselves that it was a bribe."""
    for at, word in enumerate(words.said):
        if (
            words.isa(at, "bribe")
            and word not in ("sex", "favour", "favours", "bung", "bungs", "sweeten")
            and not words.has(at - 4, at, frozenset(("no", "not", "never", "without", "any")))
        ):
            begin = at
            while (
                begin > 0
                and at - begin < 5
                and words.said[begin - 1] not in '.,;:!?()\n"'
                and words.said[begin - 1] not in ("and", "but", "because", "that")
            ):
                begin -= 1
            yield quote(words, begin, at, words.clause_ends[at], at - begin + 6)


def _bargains(words: Words) -> Iterator[Span]:
    """A sum and what it buys or spares: "five hundred or the car gets crushed", "a oner would see the points "
    "disappear"."""
    for at in range(len(words.said)):
        if words.isa(at, "sum") and not words.isa(at - 1, "sum"):
            after = words.said[at : at + 12]
            bargain = any(word in ("or", "would", "and") for word in after[1:6]) and not _TRADE.isdisjoint(after[2:])
            stop = next((i for i, word in enumerate(after) if word in ".;:!?\n"), len(after))
            trade = next((i for i, word in enumerate(after[:stop]) if word in _TRADE), None)
            if bargain and trade:
                yield quote(words, at, at + trade, at + stop, 9)
