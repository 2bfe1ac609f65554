"""Receipt codes: rows 6 and 7 of the threat model's table of bad input, and what is derived from a code."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import ReceiptMistyped, SealedFileError
from triage.mailbox import Mailbox
from triage.receipt import Receipt, looks_like_receipt, parse_receipt

receipts = st.binary(min_size=16, max_size=16).map(Receipt)
FORMS = (
    str.upper,
    str.title,
    lambda words: words.replace(" ", "-"),
    lambda words: words.replace(" ", "\u2013"),
    lambda words: words.replace(" ", ",  "),
    lambda words: words.replace(" ", "\n"),
    lambda words: words.replace(" ", "\u00a0"),
    lambda words: f"  my code is:\t{words}."[13:],
    lambda words: " ".join(f"{number}. {word}" for number, word in enumerate(words.split(), 1)),
    lambda words: " ".join(word[:4] for word in words.split()),
)


@given(receipts, st.sampled_from(FORMS))
def test_row_6_a_code_is_read_in_any_case_spacing_and_dash_form(receipt: Receipt, form: Callable[[str], str]) -> None:
    assert parse_receipt(form(receipt.words)) == receipt
    assert looks_like_receipt(form(receipt.words))


@given(receipts)
def test_a_code_has_twelve_words_and_shows_in_no_repr(receipt: Receipt) -> None:
    assert len(receipt.words.split()) == 12
    shown = repr(receipt) + repr(receipt.key) + str(receipt)
    assert receipt.words not in shown
    assert receipt.entropy.hex() not in shown


@given(
    st.text("ab -\n1é", max_size=500)
    | st.lists(st.sampled_from(["abandon", "zoo", "zebra", "act"]), max_size=9).map(" ".join)
)
def test_row_6_what_is_no_code_is_refused_with_one_error(text: str) -> None:
    with pytest.raises(ReceiptMistyped) as refused:
        parse_receipt(f"{text} abandon")
    assert str(refused.value) == str(ReceiptMistyped())  # nothing of what was typed


def test_row_6_nearly_all_typos_are_noticed_by_the_checksum() -> None:
    chance = random.Random(1)  # noqa: S311 - repeatable, not secret
    noticed = 0
    for _ in range(300):
        receipt = Receipt(chance.randbytes(16))
        other = Receipt(chance.randbytes(16)).words.split()
        words = receipt.words.split()
        words[chance.randrange(12)] = chance.choice(other)
        try:
            noticed += parse_receipt(" ".join(words)) == receipt  # the same word again
        except ReceiptMistyped:
            noticed += 1
    assert noticed >= 300 * 0.9  # four bits of checksum let one of sixteen pass


def test_row_7_a_megabyte_is_refused_without_being_read() -> None:
    with pytest.raises(ReceiptMistyped):
        parse_receipt("abandon " * 131_072)
    assert not looks_like_receipt("abandon " * 131_072)


@pytest.mark.parametrize(
    "text",
    [
        "he hit me on the stairs and then he left the house and I called",
        "the officer took money from a shop in the market every week last year",
        "yes", "", "I have a code",
    ],
)  # fmt: skip
def test_words_of_a_report_are_not_taken_for_a_code(text: str) -> None:
    assert not looks_like_receipt(text)


def test_a_code_with_one_wrong_word_is_still_known_for_a_code() -> None:
    words = Receipt(bytes(range(16))).words.split()
    assert looks_like_receipt(" ".join([*words[:5], "wrnog", *words[6:]]))
    assert looks_like_receipt(" ".join(words[:11]))


@given(receipts)
def test_a_mailbox_follows_from_the_code_alone_and_is_read_back_as_it_was(receipt: Receipt) -> None:
    mailbox = Receipt(receipt.entropy).mailbox
    assert mailbox == receipt.mailbox
    assert Mailbox.from_view(mailbox.view()) == mailbox
    assert receipt.entropy.hex() not in str(mailbox.view())


def test_a_key_that_nobody_can_seal_to_is_noticed_by_who_writes_and_keeps_no_case_shut() -> None:
    view = Receipt(b"m" * 16).mailbox.view()
    read = Mailbox.from_view(view | {"recipient": "age1pq1" + "q" * 1952})
    with pytest.raises(SealedFileError):
        _ = read.recipient


@pytest.mark.parametrize("change", [{"recipient": "age1pq1q"}, {"address": "0"}, {"bond": "0"}, {"more": ""}])
def test_what_is_no_mailbox_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(SealedFileError):
        Mailbox.from_view(Receipt(b"m" * 16).mailbox.view() | change)


def test_other_codes_give_other_mailboxes() -> None:
    boxes = [Receipt(bytes([number]) * 16).mailbox for number in range(20)]
    assert len({box.address for box in boxes}) == len({box.bond for box in boxes}) == 20
    assert len({box.recipient.raw for box in boxes}) == 20
