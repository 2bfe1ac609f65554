import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import SealedFileError
from triage import age

arguments = st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1), min_size=1).map(tuple)
stanzas = st.lists(st.builds(age.Stanza, arguments, st.binary(max_size=200)), min_size=1, max_size=4)
file_keys = st.binary(min_size=16, max_size=16)


@given(stanzas, file_keys, st.binary(max_size=500))
def test_a_file_is_parsed_to_what_was_written_and_written_again_byte_for_byte(
    written: list[age.Stanza], file_key: bytes, content: bytes
) -> None:
    data = age.write(written, file_key, content)
    header, payload = age.parse(data)
    header.check(file_key)
    assert list(header.stanzas) == written
    assert header.to_bytes() + payload == data
    assert age.decrypt_payload(file_key, payload) == content


@given(stanzas, file_keys, file_keys)
def test_a_header_is_authentic_under_its_own_file_key_only(
    written: list[age.Stanza], file_key: bytes, other: bytes
) -> None:
    header, _ = age.parse(age.write(written, file_key, b""))
    if other != file_key:
        with pytest.raises(SealedFileError):
            header.check(other)


@given(st.binary(max_size=200))
def test_base64_is_read_in_its_one_form(content: bytes) -> None:
    assert age.decode_base64(age.encode_base64(content)) == content


@pytest.mark.parametrize("text", [b"A", b"AA==", b"AB", b"AA\n", b"A A", b"_-", "Ä".encode()])
def test_base64_in_another_form_is_refused(text: bytes) -> None:
    with pytest.raises(SealedFileError):
        age.decode_base64(text)


@pytest.mark.parametrize("size", [65536, 3 * 65536, 65536 + 5])
def test_chunks_dropped_repeated_or_swapped_are_refused(size: int) -> None:
    key = age.new_file_key()
    payload = age.encrypt_payload(key, bytes(size) + b"end")
    nonce, body = payload[:16], payload[16:]
    chunks = [body[i : i + 65552] for i in range(0, len(body), 65552)]
    for wrong in (chunks[1:], chunks[:-1], [chunks[0], *chunks], chunks[::-1], [*chunks, chunks[-1]], []):
        with pytest.raises(SealedFileError):
            age.decrypt_payload(key, nonce + b"".join(wrong))
