"""When it happened: dates joined to ranges ("between march and june", "since 2019"), and times that stay as said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from interview.understanding import calendar
from interview.understanding.calendar import Span
from interview.understanding.date_readers import DAY
from interview.understanding.dates import Dated, find_dates
from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of

_SEASON = 100  # days
_TO = re.compile(
    r"\s*(?:,? ?(?:and|to|till|til|until|up to|through to|into|-|–|through)) ?(?:the |about |around |like |"
    r"end of |sometime in )*\Z"
)
_BETWEEN = re.compile(
    r"\b(?:between|from|anywhere from|start(?:ed)?|began)\W*(?:about |around |in |the |like |"
    r"on )*\Z"
)
_SINCE = re.compile(
    r"\b(?:since|ever since|start(?:ed|s|ing)?|began|beginning|going back to|goes back to|as far back as)"
    r"(?: (?:back|about|around|in|from|on|last|sometime|some time|the|of|i think|like|roughly|"
    r"(?:i|he|she|we|they|it)(?:'s| was| have)? "
    r"(?:started|joined|met|moved|began|got|came|went|arrived|transferred|split|took)(?: \w+){0,3}?))*\s*\Z"
)
_SHIFT = re.compile(
    r"\b(?:(?P<just>just|right|shortly|soon|straight|not long|(?:an? )?(?:few|couple(?: of)?) (?:days|nights))|"
    r"(?:the |an? )?"
    r"(?:(?P<many>two|three|four|five|six|a couple of|couple of|[2-9]) )?(?P<unit>day|night|morning|week|"
    r"weekend)s?) (?P<way>after|before) (?:the |my |last )?\Z"
)
_MANY = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "a couple of": 2, "couple of": 2} | {
    str(count): count for count in range(2, 10)
}
_ONLY_ORDER = re.compile(r"(?<!day )(?<!ever )\b(?:before|after) (?:the )?\Z")
_GATHERING = re.compile(r"\b(?:parade|service|match|final|game|concert|bonfire)\Z")
_NARROWED = re.compile(rf",? (?:on )?(?:it was )?(?:the|that|on) (?P<day>{DAY})\b")
_UNTIL = re.compile(
    r"\b(?:till?|until|up to|through to|'til) (?:about |around |like |the |end of |i think |(?:i|he|she|"
    r"we|they|it) \w+ )*\Z"
)
_INSIDE_SINCE = re.compile(r"(?:since|started|began) ")
_ONWARDS = re.compile(r" (?:onwards?|on(?=\s*(?:[.,;\n]|\Z))|until now|till now|to now|to today|up to now)")
_NOT_THE_EVENT = re.compile(
    r"\b(?:born|dob|d\.o\.b\.?|date of birth|birthday|retired|joined|married|divorced|moved (?:in|out)|in the "
    r"(?:job|force|police|met)|police officer|worked (?:there|here)|known (?:him|her|them)|been together|"
    r"lived (?:there|here)|court|"
    r"trial|hearing|next)\b[^.\n]{0,20}\Z"
    r"|\b(?:reported|complained|complaint|flagged|raised it|told (?:my|the|our|his|her|their|"
    r"an?) (?:\w+ )?(?:inspector|"
    r"sergeant|skipper|boss|supervisor|di|manager|guv\w*|police|solicitor|doctor|gp|union|fed\w*))\b[^.\n,]{0,40}\Z"
    r"|\b(?:i|we) went to (?:the )?(?:police|women'?s aid|refuge|gp|doctors?|solicitors?|citizens advice|"
    r"station)\b[^.\n,]{0,40}\Z"
    r"|\b(?:i'd|i had|i'?ve|we'd|he'd|she'd) been (?:in|there|inside|locked up|held) since (?:the )?\Z"
    r"|\b(?:i|we) (?:told|rang|wrote to|emailed|reported) (?!him\b|her\b|them\b|you\b|that\b)[^.\n,]{0,30}\Z"
)
# What may be another event: it counts only where no other time is told.
_PERHAPS_ANOTHER = re.compile(
    r"\b(?:reported|complained|complaint|raised|escalated|lodged|iopc|psd|ombudsman|professional standards|rang|phoned|"
    r"telephoned|emailed|wrote to|learned|found out|refused|split|(?:was|were|been) (?:told|informed|notified)|"
    r"divorced|"
    r"retired|married|applied)\b[^.;\n]{0,60}\Z"
)
# The same where it stands before: "in August I reported my burglary", "for 22 years" behind "I have fostered".
_ANOTHER_FOLLOWS = re.compile(
    r",? (?:i|we|(?:my|our) \w+|she|they)(?: had| have|'d)? (?:then |first |also )?"
    r"(?:reported|complained|rang|phoned|called (?:101|999|the police)|"
    r"was (?:burgled|robbed|mugged)|were (?:burgled|robbed)|got (?:burgled|robbed|mugged)|"
    r"met (?:him|her)\b|"
    r"had (?:a break[ -]?in|(?:my|her|our|his) \w+ (?:stolen|nicked|pinched))|moved (?:in|here|to)|married|got married|"
    r"split up|left him)\b"
)
_LASTS = re.compile(
    r"\b(?:(?:have|had|'ve) (?:fostered|worked|lived|taught|served|volunteered|nursed|been (?:a|an|in|with|married))|"
    r"arrested for|divorced?|know (?:it|him|her)(?: again)?|known (?:about (?:it|this)|him|her|them)|"
    r"(?:hr|psd|they|boss|manager|school) (?:has|have) known|met (?:him|her)|we met|complain)\b[^.;,\n]{0,25}\Z"
)
# "on the 6th, a friday": a weekday that only tells more of the day before it.
_WEEKDAY_OF = re.compile(r"\d(?:st|nd|rd|th)?,? (?:it was |was )?a \w+day\Z")
_VAGUE = re.compile(
    r"\b(?:(?:ever )?since i was (?:about |around |only |like )?(?:\d{1,2}|a (?:kid|child|teenager|probationer)|"
    r"little|young)|when i was (?:about |around |only |like )?(?:\d{1,2}|a (?:kid|child|teenager|probationer)|at "
    r"(?:school|college|uni|work|home)|little|younger|in (?:school|care|custody))"
    r"|(?:a few |many |some )?years (?:ago|back)|ages ago|a (?:long )?(?:while|time) (?:ago|back)|"
    r"(?:a )?long time ago|months ago|weeks ago|recently|over the years|a while back|"
    r"can'?t remember exactly when"
    r"|(?:it was )?before (?:covid|lockdown|the pandemic|christmas|my birthday|i left|we split up|"
    r"the kids were born)|(?:on )?the (?:night|day|evening|weekend|morning) of (?:the|my|our|his|her|"
    r"an?) \w+(?: (?:final|match|game|"
    r"party|funeral|wedding|do|birthday))?"
    r"|pride(?: weekend| month| march)?(?= |\.|\Z)|after (?:covid|lockdown|we split up|i left))\b"
)


def find_when(text: Text, today: date, asked: bool = False) -> Iterator[Finding]:
    """The times of what happened, as inclusive ranges of ISO days; vague ones as their words.

    Args:
        text: the reporter's words.
        today: the day that relative dates count from.
        asked: whether the text answers "when".
    """
    everything = _without_wider(text, find_dates(text.low, today, asked))
    dated = [_shifted(text, one) for one in _narrowed(text, everything) if not _other_event(text, one, asked)]
    sure = [one for one in dated if not _perhaps_another(text, one)]
    dated = dated if asked or not sure else sure
    joined = _without_years(list(_join(text, dated, today)), asked)
    for one in joined:
        yield text.finding("when", _as_range(one.span), (one.start, one.end), one.sure)
    for match in _VAGUE.finditer(text.low):
        if (asked or not joined) and free_of([(one.start, one.end) for one in [*everything, *joined]], *match.span()):
            yield text.finding("when", None, match.span(), 0.7 if asked or not joined else 0.5)


def _without_wider(text: Text, dates: list[Dated]) -> list[Dated]:
    """The dates without a longer time beside a day in it: "on the 28th october, half term"."""
    return [
        one
        for one in dates
        if not any(
            one.span
            and day.span
            and one.span != day.span
            and day.span[0] == day.span[1]
            and one.span[0] <= day.span[0] <= one.span[1]
            and re.fullmatch(r",? ?\(?", text.low[min(one.end, day.end) : max(one.start, day.start)])
            for day in dates
        )
        and not _WEEKDAY_OF.search(text.low[max(0, one.start - 25) : one.end])
    ]


def _without_years(dated: list[Dated], asked: bool) -> list[Dated]:
    """The dates without whole years, where a narrower time was told: "this year", "not even in 2011"."""
    narrow = any(one.span and (one.span[1] - one.span[0]).days < _SEASON for one in dated)
    whole = [
        one
        for one in dated
        if one.span and one.span[0].strftime("%m-%d") == "01-01" and (one.span[1] - one.span[0]).days > _SEASON
    ]
    return [one for one in dated if asked or not narrow or one not in whole]


def _as_range(span: Span | None) -> dict[str, str] | None:
    return {"from": span[0].isoformat(), "to": span[1].isoformat()} if span else None


def _narrowed(text: Text, dates: list[Dated]) -> Iterator[Dated]:
    """Dates with the weekday that is named after them: "half term, the friday"."""
    done = 0
    for one in dates:
        follows = _NARROWED.match(text.low, one.end)
        days = _days_named(one, follows["day"]) if follows else []
        if follows and len(days) == 1:
            done = follows.end()
            yield Dated(one.start, done, (days[0], days[0]), one.sure)
        elif one.start >= done:
            yield one


def _days_named(one: Dated, weekday: str) -> list[date]:
    if not one.span or not 1 < (one.span[1] - one.span[0]).days < 14:
        return []
    days = [one.span[0] + timedelta(days=count) for count in range((one.span[1] - one.span[0]).days + 1)]
    return [day for day in days if day.weekday() == calendar.weekday_number(weekday)]


def _shifted(text: Text, one: Dated) -> Dated:
    """Move a date by "the week after" or "just before" that stands before it; "before" alone says no range."""
    lead = _SHIFT.search(text.before(one.start, 30))
    if not (lead and one.span):
        order = _ONLY_ORDER.search(text.before(one.start, 20)) if one.span else None
        if order and _GATHERING.search(text.low[one.start : one.end]):
            return one  # "after the Remembrance parade": the same day
        since = order and _SINCE.search(text.before(one.start - len(order.group()), 40))
        if order and since:  # "it started after the summer"
            after = min(one.span[1] + timedelta(days=1), date.max) if one.span else date.max
            return Dated(one.start - len(order.group()), one.end, (after, after), one.sure)
        return Dated(one.start - len(order.group()), one.end, None, 0.7) if order else one
    start = one.start - len(lead.group())
    step = timedelta(days=7 if lead["just"] or "week" in lead["unit"] else 1)
    first, last = (one.span[1] + timedelta(days=1), one.span[1] + step)
    if lead["way"] == "before":
        first, last = one.span[0] - step, one.span[0] - timedelta(days=1)
    if many := _MANY.get(lead["many"] or "", 0):  # "three days before": that day, not the days until then
        back = step * (many if lead["way"] == "after" else -many)
        first = last = (one.span[1] if lead["way"] == "after" else one.span[0]) + back
    return Dated(start, one.end, (first, last), one.sure)


def _other_event(text: Text, dated: Dated, asked: bool) -> bool:
    return not asked and bool(_NOT_THE_EVENT.search(text.before(dated.start, 60)))


def _perhaps_another(text: Text, dated: Dated) -> bool:
    """Whether it may be when it was reported, when they met, or how long somebody has lived with it."""
    before = text.before(dated.start, 100)
    behind = _ANOTHER_FOLLOWS.match(text.after(dated.end, 60))
    return bool(_PERHAPS_ANOTHER.search(before) or _LASTS.search(before) or behind)


def _join(text: Text, dated: list[Dated], today: date) -> Iterator[Dated]:
    waiting = list(dated)
    while waiting:
        first = waiting.pop(0)
        if waiting and _says_year(text, first, waiting[0]):
            waiting.pop(0)
        if waiting and (_ranges(text, first, waiting[0]) or _lasts_until(text, first, waiting[0])):
            yield _range(text, first, waiting.pop(0))
        else:
            yield _since(text, first, today)


def _says_year(text: Text, first: Dated, last: Dated) -> bool:
    """Whether the second only says the year of the first: "on 14/2 this year"."""
    return text.low[last.start : last.end] == "this year" and last.start - first.end <= 2


def _ranges(text: Text, first: Dated, last: Dated) -> bool:
    between = text.low[first.end : last.start]
    said = text.low[first.start : first.end]
    lead = _BETWEEN.search(text.before(first.start, 20)) or re.match(r"(?:between|from) ", said)
    tail = re.match(r"(?:and|to|till?|until) ", text.low[last.start : last.end])
    glue = bool(_TO.fullmatch(between)) or (bool(tail) and between.strip() in ("", ","))
    if not (glue and first.span and last.span):
        return False
    strong = not re.fullmatch(r"\s*(?:,? ?and) ?(?:the )?", between) and not re.match(
        r"and ", text.low[last.start : last.end]
    )
    return bool(lead) or strong


def _lasts_until(text: Text, first: Dated, last: Dated) -> bool:
    """Whether the second date ends what the first began: "over the summer, on and off till the end of august"."""
    until = _UNTIL.search(text.before(last.start, 25)) or re.match(r"(?:till?|until) ", text.low[last.start : last.end])
    same = text.sentence(first.start) == text.sentence(last.start)
    return bool(until and same and first.span and last.span and first.span[0] <= last.span[1])


def _range(text: Text, first: Dated, last: Dated) -> Dated:
    lead = _BETWEEN.search(text.before(first.start, 20))
    start = first.start - len(lead.group()) if lead else first.start
    assert first.span is not None and last.span is not None  # noqa: S101, PT018 - told by _ranges
    spans: list[Span] = (
        sorted([first.span, last.span]) if first.span[0].year == last.span[0].year else [first.span, last.span]
    )
    begin, end = _ordered(spans)
    return Dated(start, last.end, (begin, end), 0.92)


def _ordered(spans: list[Span]) -> tuple[date, date]:
    (begin, _), (_, end) = spans
    if begin > end:  # "from november to march": the first of them is of the year before
        begin = begin.replace(year=end.year - 1 if begin.month > end.month else end.year, day=min(begin.day, 28))
    return begin, end


def _since(text: Text, one: Dated, today: date) -> Dated:
    lead = _SINCE.search(text.before(one.start, 40))
    inside = _INSIDE_SINCE.match(text.low[one.start : one.end])
    onwards = _ONWARDS.match(text.low[one.end : one.end + 12])
    if one.span and (lead or inside or onwards):
        start = one.start - len(lead.group()) if lead else one.start
        return Dated(start, one.end + (onwards.end() if onwards else 0), (one.span[0], today), one.sure)
    return one
