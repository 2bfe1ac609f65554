"""The rooms and who may enter which: read from the source, so that it holds for code that no test runs."""

from __future__ import annotations

import argparse
import ast
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SEALING_SIDE = ("triage.case", "triage.envelope", "triage.sealing", "triage.store")
# Room -> what it may import of the others; a name stands for the module and all inside it.
MAY_IMPORT = {
    "candour": (),
    "encoder": ("candour",),
    "tagging": ("candour", "encoder"),
    "interview": ("candour", "tagging"),
    "drafts": ("candour",),
    # What a browser has sealed can be read as an interview only where it can be opened: at the desk.
    "triage": ("candour", "interview.finished", "interview.form", "interview.guide", "interview.understanding.clues"),
    "dialogue": ("candour", "drafts", "encoder", "interview", "tagging"),
    "actions": (
        "candour",
        "drafts",
        "interview",
        "triage.files",
        "triage.mailbox",
        "triage.recipients",
        "triage.reference",
        *SEALING_SIDE,
    ),
    # A file is opened with a key made for it, never with one of the team's.
    "stripping": ("candour", "triage.age", "triage.age_stream", "triage.files"),
    "bot": (
        "candour",
        "drafts",
        "interview",
        "stripping.outcomes",
        "stripping.process",
        "triage.age",
        "triage.age_stream",
        "triage.files",
        "triage.form",
        "triage.keys",
        "triage.mailbox",
        "triage.outside",
        "triage.padding",
        "triage.post",
        "triage.receipt",
        "triage.recipients",
        "triage.reference",
        *SEALING_SIDE,
    ),
    "cli": ("actions", "bot", "candour", "drafts", "interview", "stripping", "tagging", "triage"),
}
# They run inside Rasa as well.
PYTHON_3_10 = ("candour", "dialogue", "drafts", "encoder", "interview", "tagging")
# What reporters reach, and what seals: none of it may come to a private key, by any way.
WITHOUT_PRIVATE_KEYS = ("actions", "bot", "dialogue", "stripping", "cli.action_server")
PRIVATE_KEYS = {
    "Ed25519PrivateKey",
    "MLKEM768PrivateKey",
    "MLKEM768X25519PrivateKey",
    "X25519PrivateKey",
    "load_der_private_key",
    "load_pem_private_key",
    "load_ssh_private_key",
}
KEYRING = "triage.desk.keyring"
# What opens an X-Wing stanza: the team's keys need it, and so does the code of a reporter, which is theirs alone.
XWING, RECEIPT = "triage.xwing", "triage.receipt"


@lru_cache
def sources() -> dict[str, ast.Module]:
    """All modules of all rooms by their dotted names."""
    files = [file for room in MAY_IMPORT for file in (ROOT / room).rglob("*.py") if ".venv" not in file.parts]
    return {_name(file): ast.parse(file.read_text("utf-8"), str(file)) for file in files}


def _name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(module: str) -> set[str]:
    """The modules that a module imports anywhere in it, and the names it takes from them."""
    found: set[str] = set()
    for node in ast.walk(sources()[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide the room they lead to"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            found |= {argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)}
    return found


def reached(start: str) -> set[str]:
    """All modules of the project that importing a room or module leads to."""
    waiting = [name for name in sources() if inside(name, start)]
    found: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            # Importing a.b.c runs a and a.b too.
            parts = [name.split(".") for name in imports(module) | {module}]
            names = {".".join(p[:end]) for p in parts for end in range(1, len(p) + 1)}
            waiting += names & sources().keys()
    return found


def inside(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}.")


def test_every_room_has_modules_and_imports() -> None:
    for room in MAY_IMPORT:
        modules = [name for name in sources() if inside(name, room)]
        assert len(modules) >= 2, room
        assert any(imports(name) for name in modules), room
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} == set(MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_one_way(room: str) -> None:
    rooms, allowed = MAY_IMPORT.keys(), (room, *MAY_IMPORT[room])
    wrong = {
        (module, name)
        for module in sources()
        if inside(module, room)
        for name in imports(module)
        if name.split(".")[0] in rooms
        # `from triage import case` names triage first: what is taken from it decides.
        if not any(inside(name, place) or place.startswith(f"{name}.") for place in allowed)
    }
    assert wrong == set()


def test_only_the_keyring_and_receipt_codes_touch_private_keys() -> None:
    users = {module for module in sources() if {name.split(".")[-1] for name in imports(module)} & PRIVATE_KEYS}
    assert users == {KEYRING, XWING}
    assert {module for module in sources() if XWING in imports(module)} == {KEYRING, RECEIPT}


def test_receipt_codes_come_to_the_gateway_only() -> None:
    assert RECEIPT in sources()
    for start in ("actions", "dialogue", "interview", "drafts", "cli.action_server", "triage.desk"):
        assert RECEIPT not in reached(start), start


def test_only_the_desk_and_the_command_line_reach_the_keyring() -> None:
    users = {module for module in sources() if any(inside(name, "triage.desk") for name in imports(module))}
    assert users
    assert all(inside(module, "triage.desk") or inside(module, "cli") for module in users)
    assert KEYRING in reached("cli.desk")  # so that the next test can fail


def test_the_commands_of_the_desk_open_cases_on_record_only() -> None:
    places = ("cli.desk", "triage.desk.web")
    used = {name for module in sources() if any(inside(module, p) for p in places) for name in imports(module)}
    assert {"triage.desk.record.open_on_record", "triage.desk.record.assess_on_record"} <= used
    off_record = {"open_again", "open_case", "open_contact", "open_sealed", "opener", "read_case", "read_contact"}
    off_record |= {"unlock"}
    assert not {name.split(".")[-1] for name in used} & off_record


def test_every_command_of_the_desk_has_its_row_in_the_table_of_roles() -> None:
    from cli.main import build_parser
    from triage.desk.roles import POLICY

    desk = _choices(build_parser(["desk"]))["desk"]
    assert {"list", "show", "assess"} <= _choices(desk).keys() <= POLICY.keys()


def test_every_page_of_the_desk_names_its_row_in_the_table_of_roles() -> None:
    from triage.desk.roles import POLICY
    from triage.desk.web import Door, make_app
    from triage.desk.web.deeds import DEEDS
    from triage.desk.web.permits import FREE, act_of

    nobody: Any = None
    routes = list(make_app(nobody, Door(frozenset(), 1), nobody, nobody).router.routes())
    assert len(routes) > 10
    for route in routes:
        page = route.resource.canonical if route.resource else ""
        for deed in DEEDS if "{deed}" in page else ("",):
            assert page in FREE or act_of(route.method, page, deed) in POLICY, f"{route.method} {page} {deed}"


def _choices(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {
        name: inner
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, inner in action.choices.items()
    }


@pytest.mark.parametrize("start", WITHOUT_PRIVATE_KEYS)
def test_what_takes_reports_never_comes_to_a_private_key(start: str) -> None:
    found = reached(start)
    assert len(found) >= 2
    assert not {name for name in found if inside(name, "triage.desk")}


def test_actions_hold_nothing_that_would_run_when_all_modules_are_imported() -> None:
    # Rasa's SDK imports every module in the package, so a module there must only define things.
    plain = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Assign, ast.AnnAssign)
    modules = [name for name in sources() if inside(name, "actions")]
    assert len(modules) >= 2
    for module in modules:
        for node in sources()[module].body:
            assert isinstance(node, (*plain, ast.Expr)), module
            assert not isinstance(node, ast.Expr) or isinstance(node.value, ast.Constant), module


@pytest.mark.parametrize("room", PYTHON_3_10)
def test_rooms_that_run_inside_rasa_are_python_3_10(room: str) -> None:
    files = [file for file in (ROOT / room).rglob("*.py") if ".venv" not in file.parts]
    assert files
    for file in files:
        tree = ast.parse(file.read_text("utf-8"), str(file), feature_version=(3, 10))
        newer = {"tomllib", "enum.StrEnum", "typing.Self", "typing.override", "datetime.UTC"}
        at_import = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {f"{getattr(n, 'module', '')}.{a.name}".lstrip(".") for n in at_import for a in n.names}
        assert not names & newer, file.name
