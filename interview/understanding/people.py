"""Which officer is meant where: names, ranks and "the other one" in their order make a list of subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interview.understanding.bystanders import bystanders
from interview.understanding.corrections import is_correction
from interview.understanding.findings import Finding
from interview.understanding.first_names import first_names, sex_of
from interview.understanding.name_words import Name
from interview.understanding.names import find_names
from interview.understanding.officers import People, Subject
from interview.understanding.pronouns import pronouns, sex_told
from interview.understanding.ranks import Rank, find_ranks, rank_of, title_pattern
from interview.understanding.text import Text, free_of
from interview.understanding.turns import turns
from interview.understanding.whose_number import has, hear_number, numbered
from interview.understanding.words import compiled, words_of

_NEAR, _BEFORE_LIST = 30, 120  # characters between a rank and its bearer's name
_COPULA = re.compile(
    r"\b(?:is|was|s|'s|he's|she's|hes|shes|as|actually|meant|be|im|i'm) (?:also |actually |just |only |now |now an? |"
    r"acting |an acting )?"
    r"(?:an? |the )?(?:regular |normal |proper |full |full-time |serving |uniformed |response |traffic |"
    r"probationary )?\Z"
)
_NUMBER_OF = re.compile(r"[ (]{0,3}(?:(?:is|was|being|=|-|:|belongs? to|for) (?:pc |ps |dc |ds |sgt |sergeant )?)?")
# "he was with a lady sergeant": another than the one who is spoken of.
_BESIDE = re.compile(r"\b(?:with|and|plus|alongside|next to|beside) (?:an?|another) (?:\w+ )?\Z")


_LOOK_SEX = {"look man one": "m", "look woman one": "f"}
MEETING = 30  # signs between "she" and "is PC Khan" or "number is 4140"
TURN_LENGTH = 18  # of signs, within which "the older woman" says who that is


def people_of(text: Text, numbers: Sequence[Finding] = ()) -> People:
    """Tell the officers of a text apart.

    Args:
        text: the reporter's words.
        numbers: the shoulder and warrant numbers in it: nobody has two of a kind.
    """
    aside = bystanders(text)
    people = People(numbers=list(numbers), beside=bool(aside.spans))
    names = [name for name in find_names(text) if not aside.among(name.start, name.end)]
    ranks = [rank for rank in _alone(text, find_ranks(text), names) if not aside.among(rank.start, rank.end)]
    events: list[tuple[int, int, object]] = [(at, 0, kind) for at, kind in turns(text) if not aside.among(at, at + 1)]
    events += [(_heard(text, name, numbers), 2, name) for name in names] + [(rank.start, 1, rank) for rank in ranks]
    events += [(at, 3, number) for number in numbers for at in _mentions(text, number)]
    events += [(at, 0, f"sex {sex}") for at, sex in pronouns(text) if not aside.among(at, at + 1)]
    for position, _, event in sorted(events, key=lambda event: event[:2]):
        _hear(text, people, position, event)
    return people


def _mentions(text: Text, number: Finding) -> list[int]:
    """Where a number is told and where it stands again: "1127 kicked my mate"."""
    said = re.escape(number.as_said.lower())
    again = re.finditer(rf"(?<![\w/]){said}(?![\w/])", text.low) if len(said) > 2 else ()
    return sorted({number.start, *(match.start() for match in again if match.start() > number.start)})


def _heard(text: Text, name: Name, numbers: Sequence[Finding]) -> int:
    """Where a name is heard: with the number right before it, if there is one ("PC 3319 Lyle", "3319 is Lyle")."""
    before = (one for one in numbers if one.end <= name.start and _NUMBER_OF.fullmatch(text.low[one.end : name.start]))
    return next((one.start for one in before), name.start)


def _alone(text: Text, ranks: list[Rank], names: list[Name]) -> list[Rank]:
    """The ranks that stand without a name; several officers at once are subjects only when nobody was named before."""
    spans = [(name.start, name.end) for name in names]
    alone = [rank for rank in ranks if free_of(spans, rank.start, rank.end) and not _before_name(text, rank, names)]
    first = min([rank.start for rank in alone] + [name.start for name in names], default=0)
    return [rank for rank in alone if not rank.several or rank.start <= first]


def find_people(text: Text, people: People) -> Iterator[Finding]:
    """The names and ranks of the officers."""
    shared = [rank for person in people.subjects for rank in person.ranks if rank.several]
    for subject, person in enumerate(people.subjects):
        for finding in (*_names(text, person), *_ranks(text, person, [] if person.rank else shared)):
            yield Finding(finding.slot, finding.value, finding.as_said, finding.sure, finding.start, subject)


def _hear(text: Text, people: People, position: int, event: object) -> None:
    if people.unmet and not isinstance(event, str):
        _meet(people, position)
    if isinstance(event, Name):
        _hear_name(text, people, position, event)
    elif isinstance(event, Rank):
        _hear_rank(text, people, position, event)
    elif isinstance(event, Finding):
        hear_number(text, people, position, event)
    elif event == "group":
        people.group = bool(
            people.subjects and (people.subjects[people.current].names or people.subjects[people.current].numbers)
        )
    elif str(event).startswith("sex "):
        _hear_pronoun(people, position, str(event).removeprefix("sex "))
    else:
        first = people.beside and not people.subjects  # of two, the one who is not a bystander
        person = people.turn_to(0 if first else _turned(people, str(event)), position)
        person.sex = person.sex or _LOOK_SEX.get(str(event)) or sex_told(text, position, position + TURN_LENGTH)


def _hear_pronoun(people: People, position: int, sex: str) -> None:
    """Turn to the one whom "he" or "she" can mean; who is spoken of stays, where it fits or fits nobody else better."""
    if not people.subjects:
        return
    current = people.subjects[people.current]
    fitting = [at for at, one in enumerate(people.subjects) if sex == (one.sex or one.guess)]
    open_ones = [at for at, one in enumerate(people.subjects) if one.sex is None]
    if people.current in fitting:
        return
    if len(fitting) == 1:
        people.turn_to(fitting[0], position)
    elif not fitting and current.sex is None:
        current.guess = sex
    elif not fitting and len(open_ones) == 1:
        people.turn_to(open_ones[0], position).guess = sex
    elif not fitting and not open_ones:
        people.unmet = (position, sex)


def _meet(people: People, position: int) -> None:
    """Add the officer of whom only "she" was said, once a name, rank or number tells that it was one."""
    at, sex = people.unmet or (position, "")
    people.unmet = None
    if 0 < position - at <= MEETING:
        began = max(at, people.turns[-1][0])  # turns are kept in the order of the text
        people.turn_to(len(people.subjects), began).sex = sex


def _turned(people: People, kind: str) -> int:
    count = len(people.subjects)
    if kind.startswith("look "):
        return _looked(people, kind)
    if kind == "one":  # "one was white, one was tall": the second of them is another
        people.ones += 1
        if people.group and people.ones == 1:
            return len(people.subjects)
        return people.current + (people.ones > 1)
    if kind == "other":
        return _other(people, count)
    # "and an officer" may be the first of all, "another officer" may not
    return {"first": 0, "second": min(count, 1), "third": min(count, 2), "and": count}.get(kind, max(count, 1))


def _other(people: People, count: int) -> int:
    """Who "the other one" is: of two the one who is not spoken of, or the one of whom nothing more was told yet."""
    if people.group and people.current == count - 1:  # the other of two who are neither the first
        return count
    if people.current and _nothing_told(people.subjects[people.current]):  # "another officer" was told of just before
        return people.current
    return 1 if people.current != 1 or count < 2 else 0


def _nothing_told(person: Subject) -> bool:
    return not (person.names or person.ranks or person.numbers)


def _looked(people: People, look: str) -> int:
    """The one who was told by that look before; the first look is of the one who is spoken of, a further one is new."""
    _, adjective, officer = look.split()
    rank = people.subjects[people.current].rank if people.subjects else None
    if adjective not in people.looks:
        other = bool(people.looks) or (rank and rank_of(officer) not in (None, rank))
        people.looks[adjective] = len(people.subjects) if other else people.current
    return people.looks[adjective]


def _hear_name(text: Text, people: People, position: int, name: Name) -> None:
    known = next((at for at, one in enumerate(people.subjects) if _same(one, name)), None)
    if known is None and name.how == "mate":  # the mate of somebody told of before, if only as "he"
        person = people.subjects[people.current] if people.subjects else None
        ranked = person and not person.names and person.ranks and 0 <= name.start - person.ranks[-1].end < 4
        turned = person and people.current and _nothing_told(person)
        known = people.current if ranked or turned else max(1, len(people.subjects))
    elif known is None and (
        not people.subjects
        or _corrected(text, people, name)
        or _fits(people.subjects[people.current], name)
        or _apposed(text, people.subjects[people.current], name)
    ):
        known = people.current
    if known is None and name.how == "titled":
        known = next((at for at, one in enumerate(people.subjects) if _nameless(one, name)), None)
    person = people.turn_to(len(people.subjects) if known is None else known, position)
    if " " in name.name or name.how != "titled":  # in "PC Leslie" it is a surname
        person.sex = person.sex or sex_of(name.name)
    if name.how != "again" or known is None:
        person.rank = (name.rank or person.rank) if not person.names else person.rank or name.rank
        person.names.append(name)


def _nameless(person: Subject, name: Name) -> bool:
    """Whether somebody is known by this rank alone: "his sergeant came ... that was Sergeant Crake"."""
    return bool(person.rank) and person.rank == name.rank and not (person.names or person.numbers)


def _corrected(text: Text, people: People, name: Name) -> bool:
    """Whether a name takes back the one before it: "PC Rahman, no sorry, PC Rehman"."""
    before = people.subjects[people.current].names[-1:]
    return bool(before) and is_correction(text.low[before[0].end : name.start])


def _same(person: Subject, name: Name) -> bool:
    parts = name.name.lower().split()
    return any(_one_person(parts, known.name.lower().split()) for known in person.names)


def _one_person(name: list[str], other: list[str]) -> bool:
    """Whether two names share a part, and are not of two of one family: "Fiona Lachlan", "Euan Lachlan"."""
    family = len(name) > 1 and len(other) > 1 and name[-1] == other[-1] and name[0][0] != other[0][0]
    return bool(set(name) & set(other)) and not family


def _fits(person: Subject, name: Name) -> bool:
    """Whether a name may belong to the one who is spoken of."""
    if name.how == "part":
        return True
    if name.how in ("called", "alias"):
        return not person.names or name.how == "alias" or any(known.how == "alias" for known in person.names)
    return not person.names and (name.rank is None or person.rank in (None, name.rank))


def _apposed(text: Text, person: Subject, name: Name) -> bool:
    """Whether a titled name says who the rank before it was: "the guvnor on our borough, chief inspector Obi"."""
    if person.names or not person.ranks or name.rank is None:
        return False
    between = text.low[person.ranks[-1].end : name.start]
    return bool(re.match(r"[^.\n,]{0,30}, ?", between)) and not re.search(
        r"\b(?:and|then|with|when|so|told|"
        r"\w+ed)\b|[.\n]",
        between,
    )


def _hear_rank(text: Text, people: People, position: int, rank: Rank) -> None:
    copula = bool(_COPULA.search(text.before(rank.start, 30)))
    chosen = people.turn_to(_ranked(text, people, rank, copula), position)
    chosen.ranks.append(rank)
    chosen.sex = chosen.sex or sex_told(text, max(0, rank.start - 12), rank.end)
    chosen.rank = rank.value if copula else chosen.rank or rank.value


def _ranked(text: Text, people: People, rank: Rank, copula: bool) -> int:
    """Whose rank it is: of the one who is spoken of, of one who has it already, or of another."""
    beside = rank.article in ("a", "an", "another") and _BESIDE.search(text.before(rank.start, 20))
    ranked = next((at for at, one in enumerate(people.subjects) if one.rank == rank.value), None)
    person = people.subjects[people.current] if people.subjects else None
    number = _behind(text, people, rank)
    another = copula and person and person.rank not in (None, rank.value)  # "told the PC to leave me. He was PC 17734"
    if person and number and (another or numbered(person, number)) and not has(person, number):
        known = (at for at, one in enumerate(people.subjects) if has(one, number))  # "PC 3188 and PC 3192"
        return next(known, len(people.subjects))
    if rank.article == "another" and person and person.rank == rank.value and not copula:
        return len(people.subjects)
    if (
        copula
        or _appositive(text, person, rank)
        or person is None
        or person.rank == rank.value
        or (rank.article == "other" and person.rank is None)
    ):
        return people.current
    if beside and (person.names or person.numbers):
        return len(people.subjects)
    if ranked is not None and rank.article not in ("a", "an", "another"):
        return ranked
    mine = person.rank is None and not (person.names and rank.article in ("a", "an", "my"))
    return people.current if mine else len(people.subjects)


def _appositive(text: Text, person: Subject | None, rank: Rank) -> bool:
    """Whether a rank says what the one just named is: "Darren Mowbray, a PC in Telford"."""
    if not (person and person.names and person.rank in (None, rank.value)):
        return False
    return bool(re.fullmatch(r" ?(?:,| -| \() ?(?:an?|our|the) ", text.low[person.names[-1].end : rank.start]))


def _behind(text: Text, people: People, rank: Rank) -> Finding | None:
    """The number that stands right behind a rank."""
    near = (number for number in people.numbers if 0 <= number.start - rank.end <= 5)
    return next((number for number in near if not text.low[rank.end : number.start].strip(" :#no.")), None)


def _before_name(text: Text, rank: Rank, names: list[Name]) -> bool:
    """A rank that is part of a name is told with the name."""
    return any(
        name.how == "titled"
        and rank.start < name.start
        and not re.search(r"[,.\n]\s|\b(?:at|in|and)\b", text.low[rank.end : name.start])
        and name.start - rank.end < 12
        and name.rank is not None
        for name in names
    )


def _names(text: Text, person: Subject) -> Iterator[Finding]:
    for name in person.names:
        whole = " " in name.name or (name.how == "titled" and not _first_name(name.name))
        sure = {"alias": 0.7, "related": 0.9, "part": 0.75}.get(name.how, 0.9) + (0.05 if whole else 0)
        sure += 0.02 if " " in name.name else 0
        yield text.finding("subject_name", name.name, (name.start, name.end), sure)


def _first_name(name: str) -> bool:
    """Whether a single word is a first name that is no usual surname, so that it tells only a part of who it was."""
    word = name.lower()
    return word in first_names() and word not in words_of("names", "surnames_too")


def _ranks(text: Text, person: Subject, shared: Sequence[Rank] = ()) -> Iterator[Finding]:
    for name in person.names:
        title = _title(text, name) if name.rank else None
        if title:
            yield text.finding("subject_role_rank", name.rank, title, 0.95)
    for rank in person.ranks or shared:
        sure = 0.93 if rank.value == person.rank or rank.several else 0.6
        yield text.finding("subject_role_rank", rank.value, (rank.start, rank.end), sure)


def _title(text: Text, name: Name) -> tuple[int, int] | None:
    """Where the rank before a name stands: right there, or before a list that the name ends."""
    line = text.low.rfind("\n", 0, name.start) + 1
    for reach in (_NEAR, _BEFORE_LIST):
        start = max(line, name.start - reach)
        titles = list(compiled(rf"(?<!\w){title_pattern()}(?!\w)").finditer(text.low[start : name.start]))
        if titles and (reach == _NEAR or rank_of(titles[-1].group()) == name.rank):
            return start + titles[-1].start(), start + titles[-1].end()
    return None
