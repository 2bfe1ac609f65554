import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from candour.errors import SealedFileError
from triage.padding import LARGEST_POWER, SMALLEST, bucket, pad, unpad

KIB = 1024


@given(st.binary(max_size=4 * KIB))
def test_unpad_is_the_inverse_of_pad(content: bytes) -> None:
    assert unpad(pad(content)) == content


@given(st.integers(0, 3 * 1024 * KIB))
@example(SMALLEST - 8)
@example(SMALLEST - 7)
@example(LARGEST_POWER - 8)
@example(LARGEST_POWER - 7)
def test_the_padded_size_is_the_bucket_and_depends_on_nothing_else(length: int) -> None:
    assert len(pad(bytes(length))) == len(pad(b"\xff" * length)) == bucket(length)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (0, 32),
        (32 * KIB - 8, 32),
        (32 * KIB - 7, 64),
        (100 * KIB, 128),
        (200 * KIB, 256),
        (400 * KIB, 512),
        (600 * KIB, 1024),
    ],
)
def test_the_buckets_are_powers_of_two(length: int, expected: int) -> None:
    assert bucket(length) == expected * KIB


@given(st.integers(LARGEST_POWER, 10**12))
def test_larger_buckets_waste_at_most_an_eighth(length: int) -> None:
    assert length + 8 <= bucket(length) <= (length + 8) * 1.12


@given(st.integers(LARGEST_POWER, 10**12))
def test_a_bucket_is_the_bucket_of_all_that_fits_into_it(length: int) -> None:
    assert bucket(bucket(length) - 8) == bucket(length)


@given(st.binary(max_size=64), st.data())
def test_a_filling_that_is_not_zero_is_refused(content: bytes, data: st.DataObject) -> None:
    padded = bytearray(pad(content))
    padded[data.draw(st.integers(8 + len(content), len(padded) - 1))] = data.draw(st.integers(1, 255))
    with pytest.raises(SealedFileError):
        unpad(bytes(padded))


@pytest.mark.parametrize("broken", [b"", b"\0" * 7, pad(b"a")[:-1], pad(b"a") + b"\0", b"\xff" * SMALLEST])
def test_what_is_not_padded_is_refused(broken: bytes) -> None:
    with pytest.raises(SealedFileError):
        unpad(broken)
