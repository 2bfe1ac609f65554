"""Derives Rasa's domain from the guide: slots, form, questions with their buttons, and the wording of digressions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from interview.guide import FOLDER, Guide, Question, load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from interview.state import MEMORY

FORM = "report_form"
ACTIONS = (f"validate_{FORM}", "action_hand_over")
HEADER = "# Derived by `candour train` from the interview folder. Change guide.yml, faq.yml or signposts.yml there.\n"


def write_domain(folder: Path, signposts: Path | None = None, source: Path = FOLDER) -> bool:
    """Write the derived part of the domain.

    Args:
        folder: the domain folder.
        signposts: the operator's list of telephone numbers; None for the one that comes with Candour.
        source: the folder of guide.yml and faq.yml.

    Returns:
        Whether anything changed.

    Raises:
        GuideError: the guide or the list of numbers is not usable.
    """
    known = numbers(load_signposts(signposts))
    guide = with_numbers(load_guide(source / "guide.yml"), known)
    responses = _responses(source / "faq.yml", known)
    parts = {"guide.yml": guide_domain(guide), "wording.yml": {"version": "3.1", "responses": responses}}
    changed = [_write(folder / name, content) for name, content in parts.items()]
    return any(changed)


def guide_domain(guide: Guide) -> dict[str, Any]:
    """Rasa's domain for a guide: one slot and one question for each entry, one form for all."""
    slot = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
    return {
        "version": "3.1",
        "slots": {name: dict(slot) for name in (*guide.names(), MEMORY)},
        "forms": {FORM: {"required_slots": guide.names()}},
        "actions": list(ACTIONS),
        "responses": {f"utter_ask_{slot.name}": [_question(guide, slot)] for slot in guide.slots},
        "session_config": {"session_expiration_time": 0, "carry_over_slots_to_new_session": True},
    }


def _question(guide: Guide, slot: Question) -> dict[str, Any]:
    return {
        "text": slot.question,
        "buttons": [{"title": title, "payload": title} for title in guide.titles(slot)],
    }


def _responses(file: Path, known: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    texts = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)["responses"]  # noqa: S506
    return {name: [{"text": str(text).format_map(known).strip()}] for name, text in texts.items()}


def _write(file: Path, content: dict[str, Any]) -> bool:
    text = HEADER + yaml.dump(content, sort_keys=False, allow_unicode=True, width=120, Dumper=_NoAliases)
    if file.is_file() and file.read_text("utf-8") == text:
        return False
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return True


class _NoAliases(yaml.SafeDumper):
    """Repeats what is the same instead of pointing at it: Rasa reads no YAML aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
