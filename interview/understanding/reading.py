"""The way in: reads a message or a whole account and returns everything found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from interview.guide import Question, load_guide
from interview.phrases import command
from interview.understanding.areas import find_areas
from interview.understanding.asked import answer
from interview.understanding.bare_posts import find_bare_posts
from interview.understanding.basis import basis_of, lived_through
from interview.understanding.bystanders import bystanders
from interview.understanding.clauses import by_reporter
from interview.understanding.corrections import resolve
from interview.understanding.cues import find_cues
from interview.understanding.deeds import benefits, gains, keeping, notified, presence, reports, secrets
from interview.understanding.deeds.deed import Deed, deeds
from interview.understanding.deeds.tokens import Words, cut
from interview.understanding.favours import find_favours, has_value
from interview.understanding.findings import Finding, Findings
from interview.understanding.frames import find_frames
from interview.understanding.grounds import find_grounds
from interview.understanding.kinds import kinds
from interview.understanding.known import find_basis, find_known, with_setting
from interview.understanding.leaks import find_leaks
from interview.understanding.looks import find_looks
from interview.understanding.numbers import find_numbers
from interview.understanding.people import find_people, people_of
from interview.understanding.places import find_forces, find_stations
from interview.understanding.posts import find_posts
from interview.understanding.proofs import find_proofs
from interview.understanding.scene.signs import likely, told_firmly
from interview.understanding.stations import weighed_stations
from interview.understanding.tagged import MIN_WORDS, with_tags
from interview.understanding.text import Text, free_of
from interview.understanding.vehicles import find_vehicles
from interview.understanding.when import find_when
from interview.understanding.where import find_where
from interview.understanding.witnesses import find_witnesses

READS = (
    "force",
    "shoulder_number",
    "warrant_number",
    "when",
    "rank",
)  # what the guide may say that an answer is read as
_ABSENT = re.compile(
    r"\b(?:was not|wasn'?t|weren'?t|were not) (?:there|present)\b|\bi (?:never saw|didn'?t see|"
    r"did not see) it\b"
)
_ONLY_IF = re.compile(r"\b(?:if|unless|should)(?: i| we)?\s+\Z")
# What the police or we are to write, and what is said not to be there, shows nothing.
_NO_PROOF = re.compile(
    r"(?:when |if )?you (?:write|wrote|note|record|put)\b|.*\btold (?:me|us) (?:not )?to (?:write|note|film)\b"
)
_NOT_THERE = re.compile(
    r" (?:could|can|was|were|had been|has been|have been|is|are|exists?) ?(?:be )?(?:located|found|kept|"
    r"available|held|seen|recovered)\b"
)
# Where those work who are called officers or detectives, and are not of the police.
_OF_ANOTHER_TRADE = re.compile(
    r"\b(?:probation|prison|housing|private|border|council|welfare|press|customs|immigration|enforcement|fire|benefits|"
    r"planning|licensing|attendance|environmental health) (?:officer|detective|investigator)s?(?: \w+){0,2} \Z"
)
_NEVER = re.compile(
    r"\b(?:never|not|didn'?t|nobody)(?: (?:gave|give|given|took|take|got|get|had|have|paid|offered|accepted))?\s+\Z"
)
# A sum is less than what it was paid for: "gets £50 a time paid to his girlfriend", "refused to pay the £38 fare".
_SUM_ALONE = re.compile(r"(?:about |the )*[\u00a3$\u20ac]? ?\d[\d,.]*k?(?: (?:quid|pounds?|grand|euros?|cash))?")
# "took my bag of shopping and threw it"
_DESTROYED = re.compile(
    r"(?: [\w']+){0,2},? and (?:then )?(?:threw|kicked|emptied|tipped|dropped|smashed|broke|searched|ripped|tore|"
    r"stamped on|went through) (?:it|them|everything)\b"
)
_INTIMATE = re.compile(r"\A(?:(?:has|had|have|having|wants?|wanted|demand(?:s|ed)) sex|sleep\w*|slept) with\b")
_PRICED = re.compile(r" (?:fare|bill|tab|an? (?:time|go|week|month|night|shift)|each|paid) ?")
# What is brought, broken or owed, and no gain of an officer: "he brought a bottle to my house", "my fine was £100".
_NO_GAIN_BEFORE = re.compile(
    r"\b(?:he|she|they)(?: \w+)? (?:brought|bought me|turned up with|came (?:round|over|in) with|drank|opened|broke|"
    r"smashed)\b[^.;\n]{0,22}\Z|\b(?:ask(?:s|ed|ing)?|invit\w+|wants?|wanted) (?:\w+ ){0,3}out \Z|"
    r"\b(?:solicitor|lawyer|barrister|court|council|fined?|vet|garage|damage|repairs?|compensation|worth|salary|wages|"
    r"bail|bond|pension|mortgage)(?: \w+)? \Z"
)
_NOT_LET_OUT = re.compile(
    r"\b(?:wouldn'?t|won'?t|would not|refuse[sd]? to|never|didn'?t|did not|don'?t|couldn'?t|can'?t|could not)"
    r"(?: (?:even|ever|just))? \Z"
)
_RIVALS = {"basis_of_knowledge": ("experienced", "saw", "was_told", "have_document")}


def find(text: str, asked: str | None = None, today: date | None = None) -> Findings:
    """Find what a message says.

    Args:
        text: the reporter's words; each line is a message.
        asked: the slot that the text probably answers.
        today: the day that relative dates count from.

    Returns:
        Findings in the order of the text; the words of each are a part of it. None when the text is a command ("skip").
    """
    day = today or date.today()  # noqa: DTZ011 - the reporter's own day is meant
    if command(load_guide(), text):
        return Findings()
    said = Text(text.strip())
    words = cut(said)
    done = list(deeds(words))
    found = list(_everything(said, day, asked, words, done))
    if asked:
        found = answer(said, asked, found)
    findings = _finish(said, found, asked, words, done)
    if asked is None and len(said.raw.split()) >= MIN_WORDS:
        findings = _with_tags(said, findings, day)
    return _moved(findings, len(text) - len(text.lstrip()))


def findings_of_account(parts: Sequence[str], today: date | None = None) -> Findings:
    """Find what an account of many messages says; a later message may correct an earlier one.

    Args:
        parts: the messages, in their order.
        today: the day that relative dates count from.
    """
    return find("\n".join(parts), None, today)


def read(slot: Question, text: str, today: date | None = None) -> Any:
    """The reading of an answer, which stands beside the words and never replaces them.

    Args:
        slot: the question; what has no `reads` in the guide reads as the text itself.
        text: the answer.
        today: the day that relative dates count from.
    """
    value = _value(slot, text, today)
    # A reading that would itself be read otherwise ("GO 0") is too doubtful to stand beside the words.
    doubtful = isinstance(value, str) and _value(slot, value, today) not in (None, value)
    return text.strip() if value is None or doubtful else value


def _value(slot: Question, text: str, today: date | None) -> Any:
    found = find(text, slot.name, today).best(slot.name) if slot.reads else None
    return None if found is None or found.negated else found.value


def warm_up() -> None:
    """Load the word lists, the calendar, the date parser and what was learned: the first reading would wait for it."""
    text = "pc jones saw it and stopped him. pc smith and pc bell hit me outside lewisham nick on 3 may 2025"
    find(f"{text}, se 123, blue golf, eid", "when", date(2026, 1, 1))
    find(text)
    kinds(text, {"other": 0.5})


def _with_tags(text: Text, findings: Findings, today: date) -> Findings:
    """Findings with what the tagger reads of a text that answers no question: there words of any slot may stand."""
    from tagging import load_tagger  # its runtime takes 50 MB, which processes that find nothing do without

    def value(slot: str, words: str) -> Any:
        found = find(words, slot, today).best(slot)
        return None if found is None or found.negated else found.value

    tags = load_tagger().read(text.raw)
    told = with_tags(text.raw, findings.found, tags, value, bystanders(text).among)
    told = [*(one for one in told if one.slot != "subject_known"), *find_known(told)]
    return Findings(tuple(sorted(told, key=lambda finding: (finding.start, finding.slot))))


def _moved(findings: Findings, by: int) -> Findings:
    """The findings of a text that stands so many characters later."""
    return Findings(tuple(replace(one, start=one.start + by) for one in findings.found)) if by else findings


def _everything(text: Text, today: date, asked: str | None, words: Words, done: list[Deed]) -> Iterable[Finding]:
    aside = bystanders(text)
    numbers = [number for number in find_numbers(text) if not aside.among(number.start, number.end)]
    people = people_of(text, numbers)
    group = load_guide().group("subject")
    yield from find_people(text, people)
    yield from (replace(number, subject=people.at(number.start)) for number in numbers)
    told = (finder(text) for finder in (find_looks, find_vehicles, _forces, _stations, find_where))
    for finding in chain(*told, _kept(text, words, done)):
        yield replace(finding, subject=people.at(finding.start)) if finding.slot in group else finding
    yield from find_when(text, today, asked == "when")


def _forces(text: Text) -> list[Finding]:
    """Forces by their names, then by their areas."""
    found = list(find_forces(text))
    spans = [(one.start, one.end) for one in found]
    return found + [one for one in find_areas(text) if free_of(spans, one.start, one.end)]


def _stations(text: Text) -> list[Finding]:
    """Stations that words for one tell, then those that only their clause tells."""
    found = list(find_stations(text))
    spans = [(one.start, one.end) for one in (*found, *find_forces(text))]
    posts: list[Finding] = []
    for one in (*find_posts(text), *weighed_stations(text), *find_bare_posts(text)):
        if free_of([*spans, *((post.start, post.end) for post in posts)], one.start, one.end):
            posts.append(one)
    found = [one for one in found if not _OF_ANOTHER_TRADE.search(text.before(one.start, 50))]
    posts = [one for one in posts if not _OF_ANOTHER_TRADE.search(text.before(one.start, 50))]
    # "at Fishergate in York": the station, not its town
    ends = [one.end for one in posts]
    return posts + [one for one in found if not any(text.low[end : one.start] in (" in ", ", ") for end in ends)]


def _kept(text: Text, words: Words, done: list[Deed]) -> list[Finding]:
    """What the cues and the finders of single slots tell; of two that tell the same words, the longer."""
    gained = list(gains.find_gains(text))
    told = [finding for finder in (find_cues, find_witnesses, find_proofs) for finding in finder(text)]
    found = [*gained, *(one for one in told if not any(_touch(one, gain) for gain in gained))]
    for finder in (find_frames, find_favours, find_leaks, notified.find_notified):
        more = [frame for frame in finder(text) if not any(_touch(frame, one) for one in found if not _thin(text, one))]
        found = [one for one in found if not (_thin(text, one) and any(_touch(one, frame) for frame in more))] + more
    found = [one for one in found if one.slot != secrets.SLOT or not secrets.is_work(one.as_said)]
    leaks = [one for one in found if one.slot == secrets.SLOT]
    found = [one for one in found if not (one.slot == "evidence_exists" and any(_within(one, leak) for leak in leaks))]
    for reader in (reports.find_reports, benefits.find_benefits, secrets.find_secrets, keeping.find_kept):
        more = [one for one in reader(text, words, done) if not any(_touch(one, other) for other in found)]
        found = [*found, *more]
    found = [notified.grown(text, keeping.grown(words, one)) for one in found if not _not_done(text, one)]
    kept: list[Finding] = []
    for one in sorted(found, key=lambda finding: -len(finding.as_said)):
        if one.value != one.as_said or not any(_touch(other, one) for other in kept):
            kept.append(one)
    return _adjoined(text, _told_better(kept))


# "go away if i send them": says less than what is to be sent, told elsewhere
_IF_THAT = re.compile(r"\bif (?:i|we|she|he) \w+ (?:it|that|them|him|her)\Z")


def _told_better(found: list[Finding]) -> list[Finding]:
    """The findings without bargains for "it" where another benefit says what it was."""
    thin = [one for one in found if one.slot == benefits.SLOT and _IF_THAT.search(one.as_said.lower())]
    told = any(one.slot == benefits.SLOT and one not in thin for one in found)
    return [one for one in found if not (told and one in thin)]


def _not_done(text: Text, one: Finding) -> bool:
    """Whether it is told of something that did not happen: "never gave him a tyre", "if i report him"."""
    before = text.before(one.start, 30)
    if one.slot == reports.SLOT:
        return (
            not notified.is_report(text, one)
            or bool(_ONLY_IF.search(before))
            or one.as_said.lower().startswith(("if i ", "i report him", "i report her"))
        )
    if one.slot == "evidence_exists":
        none = re.search(r"\bno(?: \w+){0,3} \Z", before) and _NOT_THERE.match(text.low, one.start + len(one.as_said))
        return bool(none or _NO_PROOF.match(one.as_said.lower()))
    if one.slot == secrets.SLOT:
        return by_reporter(before) or bool(_NOT_LET_OUT.search(before)) or text.low.startswith(" and down", one.end)
    if one.slot != benefits.SLOT:
        return False
    if _NO_GAIN_BEFORE.search(before) or _DESTROYED.match(text.low, one.start + len(one.as_said)):
        return True
    return not gains.is_gain(one.as_said.lower()) or (bool(_NEVER.search(before)) and "pa" not in before[-12:])


def _within(one: Finding, other: Finding) -> bool:
    """Whether words lie inside the words of another finding: "gave my ex a copy of my statement"."""
    return other.start <= one.start and one.end <= other.end


def _thin(text: Text, one: Finding) -> bool:
    """Whether the words of a benefit say that there was one, but not what: "for nothing", "on the payroll"."""
    alone = " " not in one.as_said and not one.as_said[0].isdigit() and one.as_said[0] not in "\u00a3$\u20ac"
    if one.slot != "benefit_or_favour":
        return False
    if _SUM_ALONE.fullmatch(one.as_said.lower()) and _PRICED.match(text.low, one.end):
        return True
    return alone or not (has_value(one.as_said.lower()) or _INTIMATE.search(one.as_said.lower()))


def _adjoined(text: Text, found: list[Finding]) -> list[Finding]:
    """The findings, with those joined that follow one another: "wrote it all down" "that night in my diary"."""
    joined: list[Finding] = []
    for one in sorted(found, key=lambda finding: (finding.slot, finding.start)):
        last = joined[-1] if joined else None
        if last and last.slot == one.slot and text.raw[last.end : one.start] in _glue(one.slot) and _as_said(last, one):
            joined[-1] = text.finding(one.slot, None, (last.start, one.end), max(last.sure, one.sure))
        else:
            joined.append(one)
    return joined


def _glue(slot: str) -> tuple[str, ...]:
    """What may stand between two findings that are one; two benefits of a clause are told as one."""
    return (" ", ", ", " and ") if slot == "benefit_or_favour" else (" ", ", ")


def _as_said(*findings: Finding) -> bool:
    return all(one.value == one.as_said and not one.negated for one in findings)


def _touch(first: Finding, second: Finding) -> bool:
    """Whether two findings tell some of the same words of one slot."""
    alike = first.slot == second.slot and first.negated == second.negated
    return alike and first.start < second.end and second.start < first.end


def _finish(text: Text, found: list[Finding], asked: str | None, words: Words, done: list[Deed]) -> Findings:
    settled = resolve(text, with_setting(text, _strongest_basis([f for f in found if f.as_said]), asked))
    others = told_firmly(text, [finding for finding in settled if finding.slot != "subject_known"], asked)
    others = others if asked else lived_through(text, others)
    known = find_known(settled)
    based = [*find_basis(text, others)]
    based += _told_before(text, [*others, *based]) if asked is None else []
    based += basis_of(text, [*others, *based]) if asked is None else []
    based += _of_scene(text, [*others, *based], words, done) if asked is None else []
    based += likely(text, [*others, *based]) if asked is None and others else []
    # What was said to hurt tells nothing of the scene, which is weighed by all that is found.
    heard = _hearsay(text, [*others, *known, *based, *find_grounds(text, asked)])
    return Findings(tuple(sorted(heard, key=lambda finding: (finding.start, finding.slot))))


def _told_before(text: Text, found: list[Finding]) -> list[Finding]:
    return [] if any(one.slot == "basis_of_knowledge" for one in found) else list(presence.find_told(text))


def _of_scene(text: Text, found: list[Finding], words: Words, done: list[Deed]) -> list[Finding]:
    """What the deeds tell of the scene, for the slots that nothing else told."""
    told = {one.slot for one in found}
    if len(words.said) < 30 or not told:
        return []
    more = [
        *presence.find_setting(text, words, done),
        *presence.find_duty(text),
        *presence.find_basis(text, words, done),
        *presence.find_ongoing(text, done),
    ]
    return [one for one in more if one.slot not in told]


def _strongest_basis(found: list[Finding]) -> list[Finding]:
    """What reporters lived through counts before what they saw, and that before what they were told."""
    for slot, order in _RIVALS.items():
        mine = {finding.value for finding in found if finding.slot == slot}
        best = next((value for value in order if value in mine), None)
        if any(finding.slot == slot and _ABSENT.search(finding.as_said.lower()) for finding in found):
            best = "was_told"  # who says that they were not there did not live through it
        found = [finding for finding in found if finding.slot != slot or finding.value == best]
    return found


def _hearsay(text: Text, found: list[Finding]) -> list[Finding]:
    told = [text.sentence(f.start) for f in found if f.slot == "basis_of_knowledge" and f.value == "was_told"]
    return [replace(f, hearsay=not free_of(told, f.start, max(f.end, f.start + 1))) for f in found]
