"""What trainers wrote, as the checks see it: examples, groups of words, rules and stories, intents, wording, guide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.validation.sources import Entry, Place, Problem, Unreadable, read
from tagging.marks import Account, MarkError, read_marked

CATEGORIES = "categories"


@dataclass(frozen=True)
class Block:
    """The examples of an intent in one place.

    Args:
        intent: its name.   place: where the block begins.
        examples: each with its place.
        categories: what its metadata says it tells of, each with its place; None when it does not say.
    """

    intent: str
    place: Place
    examples: tuple[tuple[str, Place], ...]
    categories: tuple[tuple[str, Place], ...] | None


@dataclass(frozen=True)
class Table:
    """A group of words."""

    name: str
    place: Place
    words: tuple[tuple[str, Place], ...]


@dataclass(frozen=True)
class Step:
    """One step of a rule or story: `intent: faq_free`."""

    kind: str
    name: str
    place: Place


@dataclass(frozen=True)
class Tale:
    """A rule or a story.

    Args:
        kind: rule or story.   name: its title.   place: where it begins.
        condition: what must hold before its steps, as `active_loop: report_form`.
        steps: what happens, in order.
    """

    kind: str
    name: str
    place: Place
    condition: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def trigger(self) -> tuple[str, ...]:
        """What sets it off: its conditions, and its steps up to the first action."""
        before = []
        for step in self.steps:
            if step.kind == "action":
                break
            before.append(f"{step.kind}: {step.name}")
        return (*sorted(self.condition), *before)

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of its actions."""
        return tuple(step.name for step in self.steps if step.kind == "action")


@dataclass(frozen=True)
class Project:
    """Everything that was read; `unreadable` are the files that could not be."""

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    tales: tuple[Tale, ...]
    intents: Mapping[str, Place]
    wording: Mapping[str, Entry]
    guide: Entry
    languages: Entry
    accounts: tuple[tuple[Account, Place], ...]
    unreadable: tuple[Problem, ...]

    def examples(self) -> Iterator[tuple[Block, str, Place]]:
        """Every example with its block and place."""
        for block in self.blocks:
            for text, place in block.examples:
                yield block, text, place


def read_project(root: Path) -> Project:
    """Read a checkout; what cannot be read is told in `unreadable`."""
    unreadable: list[Problem] = []

    def entries(files: Iterable[Path]) -> list[Entry]:
        found = []
        for file in files:
            try:
                found.append(read(root, file))
            except Unreadable as error:
                unreadable.append(error.problem)
        return found

    nlu = [entry for file in entries(sorted(root.glob("nlu/**/*.yml"))) for entry in file.get("nlu").items()]
    stories = entries(stories_files(root))
    domain = entries([root / "domain" / "intents.yml"])
    faq, guide, languages = (
        entries(sorted((root / "interview").glob(name))) for name in ("faq.yml", "guide.yml", "languages.yml")
    )
    return Project(
        blocks=tuple(_block(entry) for entry in nlu if "intent" in entry.fields()),
        tables=tuple(_table(entry) for entry in nlu if "lookup" in entry.fields()),
        tales=tuple(tale for file in stories for tale in _tales(file)),
        intents={name: place for file in domain for name, place in _intents(file)},
        wording={name: entry for file in faq for name, entry in file.get("responses").fields().items()},
        guide=guide[0] if guide else Entry(None, "interview/guide.yml"),
        languages=languages[0] if languages else Entry(None, "interview/languages.yml"),
        accounts=tuple(_accounts(root, unreadable)),
        unreadable=tuple(unreadable),
    )


def _accounts(root: Path, unreadable: list[Problem]) -> Iterator[tuple[Account, Place]]:
    """The marked accounts; what is no mark is told in `unreadable`."""
    for file in sorted(root.glob("nlu/accounts/*.txt")):
        name = file.relative_to(root).as_posix()
        try:
            yield from ((account, Place(name, account.line)) for account in read_marked(file.read_text("utf-8")))
        except MarkError as error:
            unreadable.append(Problem(Place(name, error.line), error.what))
        except (OSError, UnicodeDecodeError):
            unreadable.append(Problem(Place(name, 1), "the file cannot be read as UTF-8"))


def stories_files(root: Path) -> list[Path]:
    """The files of rules and stories, without the conversation tests beside them, which Rasa does not read."""
    return [file for file in sorted(root.glob("stories/**/*.yml")) if "tests" not in file.relative_to(root).parts]


def _block(entry: Entry) -> Block:
    told = entry.get("metadata").fields().get(CATEGORIES)
    categories = None if told is None else tuple((item.text, item.place) for item in told.items())
    return Block(entry.get("intent").text, entry.place, _bullets(entry.get("examples")), categories)


def _table(entry: Entry) -> Table:
    return Table(entry.get("lookup").text, entry.place, _bullets(entry.get("examples")))


def _bullets(block: Entry) -> tuple[tuple[str, Place], ...]:
    return tuple((line.strip().removeprefix("- ").strip(), place) for line, place in block.lines())


def _tales(file: Entry) -> Iterator[Tale]:
    for kind, several in (("rule", "rules"), ("story", "stories")):
        for entry in file.get(several).items():
            condition = tuple(_plain(item) for item in entry.get("condition").items())
            steps = tuple(step for item in entry.get("steps").items() for step in _steps(item))
            yield Tale(kind, entry.get(kind).text, entry.place, condition, steps)


def _steps(item: Entry) -> Iterator[Step]:
    for kind, value in item.fields().items():
        yield Step(kind, value.text or _plain(value), value.place)


def _plain(entry: Entry) -> str:
    fields = entry.fields()
    if fields:
        return ", ".join(f"{key}: {_plain(value)}" for key, value in fields.items())
    return entry.text or ", ".join(_plain(item) for item in entry.items())


def _intents(file: Entry) -> Iterator[tuple[str, Place]]:
    for item in file.get("intents").items():
        yield from item.keys().items()
        if item.text:
            yield item.text, item.place
