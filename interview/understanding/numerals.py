"""How shoulder and warrant numbers are written and spoken: their notations and their normal forms."""

from __future__ import annotations

import re

from interview.understanding.words import any_of, word_list, words_of

_LISTS = word_list("numbers")
NOT_LETTERS = words_of("numbers", "not_letters")
_TOUCHING = any_of(_LISTS["touching"])
_SPOKEN_LETTER = any_of(_LISTS["spelling"])
# One or two letters that are no word; a lone "a" or "i" apart from its digits is one.
_LETTERS = (
    rf"(?<![a-z])(?<![a-z]')(?:{_SPOKEN_LETTER}(?:[ \-]{_SPOKEN_LETTER})?\b|(?!{any_of(NOT_LETTERS)}\b)[a-z](?:\.?[ "
    rf"\-/]?[a-z])?(?![a-z]))"
)
_DIGITS = r"\d(?:[ \-]?\d){0,3}"
_APART = r"(?:[ \-/._:|('\"]{0,3}|, )"
_LETTERS_AFTER = _LETTERS.replace("(?<![a-z])(?<![a-z]')", "", 1)
_LETTERS_DIGITS = rf"(?!(?:a|i) (?![a-z] \d \d)|[a-d]: ){_LETTERS}\.?{_APART}{_DIGITS}"
_LETTERS_TOUCHING = (
    rf"(?:(?<![a-z])(?!{_TOUCHING}\d)[a-z]{{1,2}}{_DIGITS}|\d{{3,4}}(?!{_TOUCHING}\b)[a-z]{{1,2}}(?![a-z]))"
)
_DIVISION = r"\d [a-z]{2} \d{2,4}"  # "2 AB 118": the division before the letters is no part of the number
# Not over the end of a sentence ("600. N"), nor into the next words ("66 w a pacemaker").
_DIGITS_LETTERS = rf"{_DIGITS}(?!'s\b|[.?!] |,? [a-z] [ai] [a-z]{{2}}){_APART}(?!(?:a|i)\b(?! [a-z]\b)){_LETTERS_AFTER}"
UNSURE = (
    r"(?:(?:something ?){1,2}|question mark|smth|sumthing|summat|summink|blank|(?:a )?(?:smudge|gap|blur|scratch)|"
    r"(?:(?:i )?(?:can'?t|couldn'?t|cannot|could not|cant|couldnt) (?:read|remember|see|make out))|"
    r"(?:(?<!\d)\?+|\?+(?!\?| \d))|\*+|_+|"
    r"-{2,3}|\.{2,3}|xx+)"
)
PARTLY = (
    rf"(?:[a-z]{{1,2}} ?)?(?:\d(?: \d){{1,3}}|\d{{1,3}})[ \-]?{UNSURE}(?:[ \-]?\d{{1,3}}|[ \-]?(?!(?:a|"
    rf"i)\b){_LETTERS})?"
    rf"|{UNSURE}[ \-]?\d{{1,3}}(?:[ \-]?(?!(?:a|i)\b){_LETTERS})?"
)
_DIGIT_WORD = any_of([*_LISTS["digits"], *_LISTS["teens"], *_LISTS["tens"]])
_IN_WORDS = (
    rf"(?:(?:double |triple |treble )?{_DIGIT_WORD}|(?:double|triple|treble) \d|\d)\b(?: (?:hundred|thousand)(?: "
    rf"and)?)?"
)
SPELT = (
    rf"(?:(?:(?<![a-z'])(?:{_SPOKEN_LETTER}|[a-z])[ \-,]{{1,2}}){{0,2}}|"
    rf"(?<![a-z])(?!{any_of(NOT_LETTERS)}\b)[b-df-hj-np-tv-z]{{2}}[ \-])"
    rf"(?:(?:double |triple |treble )?{_DIGIT_WORD}|(?:double|triple|treble) \d)\b(?: (?:hundred|thousand)(?: "
    rf"and)?)?(?:[ "
    rf"\-,]{{1,2}}{_IN_WORDS}){{1,5}}"
    rf"(?:[ \-,]{{1,2}}(?!(?:a|i)\b){_LETTERS})?"
)
_ONE_BY_ONE = (
    rf"(?:(?!{any_of(NOT_LETTERS)}\b)[a-z]{{1,2}},? (?:(?:and )?then|and|something(?: something)?) (?:an? )?\d{{1,4}}"
    r"(?:,? (?:and )?(?:then )?(?:an? )?\d){0,3}|(?:an? )?\d(?:,? (?:and(?: then)?|then) (?:an? )?\d){1,3})"
)
# Letters told apart from the digits: "2231 and then KF", "letters KF, numbers 2231".
_SEPARATELY = (
    r"(?:\d{1,4},? (?:(?:and|then|with|followed by|plus|over|above|under|below|underneath|"
    r"after that) ){0,3}(?:(?:the|its?) )?"
    rf"(?:letters? )?(?:(?:is|was|were|are|of) )?(?!{any_of(NOT_LETTERS)}\b)(?:[a-z] ?[a-z]|(?<=letter "
    rf")[a-z])(?![a-z])"
    rf"|(?!{any_of(NOT_LETTERS)}\b)[a-z]{{2}},? (?:(?:and|then|with|followed by|plus|over|above|"
    rf"on top of) ){{1,3}}(?:the )?"
    r"(?:numbers?|digits) ?(?:(?:is|was|were|are|of) )?\d{1,4})"
)
NUMBER = (
    rf"(?:{SPELT}|{_DIVISION}|{_SEPARATELY}|{_ONE_BY_ONE}|{PARTLY}|{_LETTERS_TOUCHING}|{_LETTERS_DIGITS}|"
    rf"{_DIGITS_LETTERS}|"
    r"\d(?:[ \-]?\d){0,4})(?![\d/:]|[a-z]|\.\d|[ \-]\d)"
)
WITH_LETTERS = rf"(?:{_DIVISION}|{_LETTERS_TOUCHING}|{_LETTERS_DIGITS}|{_DIGITS_LETTERS})"
# What is a number by its looks alone: "2231kf", "SE 123", "45KF", "kilo foxtrot 2231".
ALONE = (
    r"(?:[A-Z]{2}[ \-/]?\d{3,4}|\d{2,4}[ \-/]?[A-Z]{2}|(?i:[a-z]{2}\d{3,4}|\d{3,4}[a-z]{2})"
    rf"|(?i:(?:{_SPOKEN_LETTER}[ \-]){{2}}(?:{any_of(_LISTS['digits'])}[ \-]){{1,3}}{any_of(_LISTS['digits'])})"
    rf"|(?i:(?:{_SPOKEN_LETTER}[ \-]){{2}}\d{{2,4}}|\d{{2,4}}(?:[ \-]{_SPOKEN_LETTER}){{2}}))"
)
_VALUES = (
    {word: str(value) for value, word in enumerate(_LISTS["digits"][:10])}
    | {"oh": "0", "o": "0", "nought": "0", "nothing": "0", "nil": "0", "nowt": "0"}
    | {word: str(value) for value, word in enumerate(_LISTS["teens"], start=10)}
)
_TENS = {word: str(value) for value, word in enumerate(_LISTS["tens"], start=2)}


# What stands between the letters and digits of a number: words, and small words that are no letters of a unit.
_BETWEEN = re.compile(
    rf"\b(?!(?:{_DIGIT_WORD}|hundred|double|triple|treble|nothing|nil|nowt|thousand)\b)[a-z]{{3,}}\b|\bi (?=think|"
    rf"believe|reckon)|\b(?:is|its?|in|of|on|an|by|or|to|as)\b|"
    rf"\ba\b(?= [a-z\d]\b)"
)


_THOUSANDS = re.compile(
    rf"\b(?P<thousands>{any_of(_LISTS['digits'])}) thousand(?: (?P<hundreds>{any_of(_LISTS['digits'])}) "
    rf"hundred)?(?: +and)?"
    rf"(?P<rest>(?:[ \-]+{_DIGIT_WORD}){{0,2}})\b"
)


def shoulder(said: str) -> str | None:
    """The normal form of a shoulder number or a part of one: letters, space, digits; None when it has no digit.

    Args:
        said: as it was said ("se-123", "123 SE", "double four one", "twenty two kilo foxtrot", "GD then a 4",
            "23-something").
    """
    said = re.sub(rf"\A{_DIVISION}\Z", lambda match: match.group()[2:], said.lower())
    words = re.sub(rf"{_SPOKEN_LETTER}\b", lambda match: match.group()[0], said)
    words = re.sub(rf"\b(?:something ?)+|\b{UNSURE}\b|(?<=\d){UNSURE}|[?*_]+", "?", words)
    words = re.sub(r"\b([a-z]) (?:for|as in) [a-z]+", r"\1", words)
    if not re.fullmatch(r"[a-z]{1,2}\W*[\d ?]+|[\d ?]+\W*[a-z]{1,2}|[a-z] [a-z](?: \d){2,}", words):
        words = _BETWEEN.sub(" ", words)
    words = re.sub(r"\bdouble[ \-](\w+)", r"\1 \1", words)
    words = re.sub(r"\btr(?:ip|eb)le[ \-](\w+)", r"\1 \1 \1", words)
    words = _THOUSANDS.sub(_in_figures, words)
    spoken = _as_digits(words)
    letters = "".join(re.findall(r"[a-z]", spoken)).upper()[:2]
    digits = re.sub(r"[^\d?]", "", spoken).strip("?")
    return f"{letters} {digits}".strip() if digits else None


def warrant(said: str) -> str:
    """The normal form of a warrant number: without spaces and hyphens, letters as capitals."""
    words = re.sub(r"\btr(?:ip|eb)le[ \-](\w+)", r"\1 \1 \1", re.sub(r"\bdouble[ \-](\w+)", r"\1 \1", said.lower()))
    words = _BETWEEN.sub(" ", words)
    return re.sub(r"[^A-Z0-9]", "", _as_digits(words).upper())


def _in_figures(told: re.Match[str]) -> str:
    """A number told with "thousand": "six thousand and twelve" is 6012."""
    tens = {**{word: int(value) * 10 for word, value in _TENS.items()}, **{word: int(n) for word, n in _VALUES.items()}}
    rest = sum(tens.get(word, 0) for word in re.findall(r"[a-z]+", told["rest"] or ""))
    return str(1000 * tens[told["thousands"]] + 100 * tens.get(told["hundreds"] or "", 0) + rest)


def _as_digits(words: str) -> str:
    """Words with digits for them: "four eighty two" is "482", "one hundred five" is "105"."""
    tokens = re.findall(r"[a-z]+|\d+|\?", words)
    out: list[str] = []
    for at, word in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if word in _TENS:
            out.append(_TENS[word] + ("" if len(_VALUES.get(after, "00")) == 1 else "0"))
        elif word == "hundred":
            out.append("" if after in (*_TENS, *_LISTS["teens"]) else "0" if after in _VALUES else "00")
        else:
            out.append(_VALUES.get(word, word))
    return " ".join(out)


_DIGIT_TOLD = re.compile(rf"\d|\b(?:{_DIGIT_WORD}|double|nothing|nowt)\b")


def count_digits(said: str) -> int:
    """How many digits were told, in figures or in words; "double" tells one more."""
    return len(_DIGIT_TOLD.findall(said))
