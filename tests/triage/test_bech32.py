import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage import bech32


@given(st.binary(max_size=1300))
def test_decode_is_the_inverse_of_encode_in_either_case(content: bytes) -> None:
    text = bech32.encode("age1pq", content)
    assert bech32.decode("age1pq", text) == bech32.decode("age1pq", text.upper()) == content


@given(st.binary(min_size=1, max_size=64), st.data())
def test_one_wrong_symbol_is_noticed(content: bytes, data: st.DataObject) -> None:
    text = bech32.encode("age1pq", content)
    place = data.draw(st.integers(len("age1pq1"), len(text) - 1))
    wrong = data.draw(st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l").filter(lambda symbol: symbol != text[place]))
    with pytest.raises(ValueError, match="typing error"):
        bech32.decode("age1pq", text[:place] + wrong + text[place + 1 :])


# From BIP 173: valid strings, here as decoded by the five-bit rule for whole bytes, and invalid ones.
@pytest.mark.parametrize("text", ["A12UEL5L", "a12uel5l"])
def test_valid_strings_of_bip_173(text: str) -> None:
    assert bech32.decode("a", text) == b""


@pytest.mark.parametrize(
    ("prefix", "text"),
    [
        ("a", "A12uEL5L"),  # mixed case
        ("a", "pzry9x0s0muk"),  # no separator
        ("", "1pzry9x0s0muk"),  # no prefix, wrong checksum
        ("x", "x1b4n0q5v"),  # symbol outside the alphabet
        ("li", "li1dgmt3"),  # checksum too short
        ("a", "A1G7SGD8"),  # checksum of the upper-case prefix
        ("a", ""),
        ("a", "a1\u212a2uel5l"),  # KELVIN SIGN, whose lower case is k
    ],
)
def test_invalid_strings_of_bip_173(prefix: str, text: str) -> None:
    with pytest.raises(ValueError, match="key"):
        bech32.decode(prefix, text)
