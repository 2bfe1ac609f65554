"""Settings: a pure function of the environment whose errors never quote a value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from candour.buckets import Bucket
from candour.errors import SettingsError
from candour.settings import Settings, current_settings, load_settings
from cli.parts import as_environment

ROOT = Path(__file__).parents[2]
VARIABLES = [variable for variable, *_ in Settings().describe()]
USABLE = st.fixed_dictionaries(
    {},
    optional={
        "CANDOUR_PORT": st.integers(0, 65535).map(str),
        "CANDOUR_HOST": st.sampled_from(["127.0.0.1", "192.0.2.1", "::1"]),
        "CANDOUR_MODE": st.sampled_from(["demo", "production"]),
        "CANDOUR_EMBED_ORIGINS": st.lists(st.sampled_from(["https://a.example", "https://b.example"])).map(" ".join),
        "CANDOUR_RECIPIENTS": st.sampled_from(["recipients.txt", "/etc/candour/recipients.txt"]),
        "CANDOUR_DRAFT_DAYS": st.integers(1, 400).map(str),
        "TELEGRAM_BOT_TOKEN": st.from_regex(r"[0-9]{5}:[A-Za-z0-9]{10}", fullmatch=True),
    },
)


def outcome(environment: dict[str, str], file: str = "") -> Settings | SettingsError:
    try:
        return load_settings(environment, file)
    except SettingsError as error:
        return error


@given(st.dictionaries(st.sampled_from(VARIABLES), st.text()))
@example({"CANDOUR_PORT": "9" * 5000})  # Python refuses to make a number of so many digits
@example({"CANDOUR_PORT": "٣"})  # a digit, but not of ours
def test_any_environment_gives_settings_or_a_settings_error(environment: dict[str, str]) -> None:
    result = outcome(environment)
    assert isinstance(result, Settings) or result.variable in VARIABLES


@given(st.sampled_from(VARIABLES), st.from_regex(r"canary[0-9a-f]{12}", fullmatch=True))
def test_an_error_never_holds_the_value(variable: str, value: str) -> None:
    result = outcome({variable: value})
    assert isinstance(result, Settings) or value not in str(result)


def test_an_error_names_the_variable() -> None:
    with pytest.raises(SettingsError, match="CANDOUR_PORT"):
        load_settings({"CANDOUR_PORT": "eighty"})


def test_the_environment_wins_over_the_file() -> None:
    file = 'CANDOUR_PORT = 1234\nCANDOUR_EMBED_ORIGINS = ["https://a.example", "https://b.example"]\n'
    settings = load_settings({"CANDOUR_PORT": "4321"}, file)
    assert settings.port == 4321
    assert settings.embed_origins == ("https://a.example", "https://b.example")


@given(st.text())
@example("CANDOUR_EMBED_ORIGINS = [1, 2]")
@example("[CANDOUR_PORT]\nnumber = 1")
@example("CANDOUR_PORT = true")
def test_any_file_gives_settings_or_a_settings_error(text: str) -> None:
    assert isinstance(outcome({}, text), Settings | SettingsError)


def test_a_file_that_is_no_text_is_a_settings_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("candour.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"candour\.toml"):
        current_settings()


@given(USABLE)
def test_settings_survive_the_way_to_a_child_process(environment: dict[str, str]) -> None:
    settings = load_settings(environment)
    assert load_settings(as_environment(settings)) == settings


def test_what_a_child_is_given_hides_the_file() -> None:
    given_to_child = as_environment(Settings())
    assert load_settings(given_to_child, 'TELEGRAM_BOT_TOKEN = "1:secret"').telegram_token == ""


def test_every_setting_is_in_the_readme() -> None:
    table = (ROOT / "README.md").read_text("utf-8").partition("## Settings")[2]
    documented = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    assert len(documented) > 10
    assert sorted(documented) == sorted(VARIABLES)


@pytest.mark.parametrize(
    "url",
    [
        "canary", "https://b.example/canary", "s3://", "s3://KEY:canary@bucket/x", "s3://bucket/x?secret=canary",
        "s3://bucket/../x", "s3://bucket/x#canary", "s3://bucket?endpoint=ftp://canary", "s3://bucket?region=canary,canary",
        "s3://bucket?endpoint=https://key:canary@host", "s3://bucket?endpoint=https://host/canary", "s3://bucket?canary",
    ],
)  # fmt: skip
def test_an_address_of_a_bucket_that_holds_more_than_an_address_is_refused(url: str) -> None:
    refused = outcome({"CANDOUR_FILES_URL": url})
    assert isinstance(refused, SettingsError)
    assert "canary" not in str(refused)


def test_an_address_of_a_bucket_is_read() -> None:
    url = "s3://files-of.candour/sealed/here/?endpoint=https://objects.example:9000/&region=eu-west-2"
    assert Bucket.parse(load_settings({"CANDOUR_FILES_URL": url}).files_url) == Bucket(
        "files-of.candour", "sealed/here", "https://objects.example:9000", "eu-west-2"
    )
    assert Bucket.parse("s3://files") == Bucket("files")


def test_files_too_large_for_a_bucket_are_refused() -> None:
    with pytest.raises(SettingsError, match="CANDOUR_FILE_MEGABYTES"):
        load_settings({"CANDOUR_FILES_URL": "s3://files", "CANDOUR_FILE_MEGABYTES": "4001"})
