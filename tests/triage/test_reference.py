import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.reference import ALPHABET, BITS, make_reference, parse_reference

random_bytes = st.binary(min_size=16, max_size=16)


@given(random_bytes)
def test_a_reference_has_the_form_that_reporters_are_shown(random: bytes) -> None:
    reference = make_reference(random)
    assert reference[:4] == "CND-"
    assert [len(part) for part in reference.split("-")] == [3, 4, 4]
    assert not set(reference[4:]) & set("ILOU01")


@given(random_bytes)
def test_the_same_bytes_give_the_same_reference(random: bytes) -> None:
    assert make_reference(random) == make_reference(random)


def test_too_few_random_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        make_reference(b"\1" * 15)


def test_the_stated_bits_are_those_of_the_alphabet() -> None:
    assert pytest.approx(8 * math.log2(len(ALPHABET)), abs=0.01) == BITS


@given(random_bytes, st.sampled_from(["-", " ", "", "–", "\u00a0", " - ", "_", "\u200b"]), st.booleans(), st.booleans())
def test_a_reference_is_read_in_any_case_spacing_and_dash(random: bytes, gap: str, lower: bool, prefix: bool) -> None:
    reference = make_reference(random)
    written = gap.join(reference.split("-")[0 if prefix else 1 :])
    assert parse_reference(f" {written.lower() if lower else written}\n") == reference


def test_a_reference_that_begins_like_the_prefix_is_read() -> None:
    assert parse_reference("cnd cnd2 3456") == parse_reference("CND2-3456") == "CND-CND2-3456"


@pytest.mark.parametrize("text", ["", "CND-7K3M-9QX", "CND-7K3M-9QXTT", "CND-7K3M-9QX0", "7K3M.9QXT", "ÄÖÜß2345"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert parse_reference(text) is None


@given(st.text())
def test_any_text_is_read_without_an_error_and_again_to_the_same(text: str) -> None:
    reference = parse_reference(text)
    assert reference is None or parse_reference(reference) == reference
