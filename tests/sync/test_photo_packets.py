from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.sync.photo_packets import (
    MAX_CHUNK,
    MAX_CHUNK_PACKET,
    PhotoChunk,
    pack_chunk,
    unpack_chunk,
)
from kiosk.sync.protocol import BadPacket, PhotoLine, pack

LINE = PhotoLine(sha256="c" * 64, size=99_999, offset=0, mime="image/jpeg")


@pytest.mark.parametrize("data", [b"x", b"\n\n{}", bytes(MAX_CHUNK)])
def test_a_piece_of_a_photo_comes_out_as_it_went_in(data: bytes) -> None:
    chunk = PhotoChunk(LINE, data)
    assert unpack_chunk(pack_chunk(chunk)) == chunk


def test_a_photos_packet_is_never_larger_than_an_event_may_wait_behind() -> None:
    longest = PhotoLine(
        sha256="c" * 64,
        size=2**53 - 1,
        offset=2**53 - 1 - MAX_CHUNK,
        mime="\x00" * 64,
        sent_at=2**53 - 1,
    )
    assert len(pack_chunk(PhotoChunk(longest, bytes(MAX_CHUNK)))) <= MAX_CHUNK_PACKET


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "no_line"),
        (b"{}", "no_line"),
        (b"{}\nabc", "invalid"),
        (b"\nabc", "invalid"),
        (b"[" * 9000 + b"\nabc", "invalid"),
        (pack(LINE) + b"\n", "bad_length"),
        (pack(LINE) + b"\n" + bytes(MAX_CHUNK + 1), "bad_length"),
        (pack(LINE) + b"\n" + bytes(MAX_CHUNK_PACKET), "too_large"),
        (pack(LINE).replace(b"99999", b"3") + b"\nabcd", "bad_length"),
        (pack(LINE).replace(b"99999", b"0") + b"\na", "invalid"),
        (pack(LINE).replace(b"99999", b"-1") + b"\na", "invalid"),
        (pack(LINE).replace(b'"offset":0', b'"offset":99999') + b"\na", "bad_length"),
        (pack(LINE).replace(b'"offset":0', b'"offset":-5') + b"\na", "invalid"),
        (pack(LINE).replace(b"c" * 64, b"../" * 21 + b"c") + b"\na", "invalid"),
        (pack(LINE).replace(b"c" * 64, b"C" * 64) + b"\na", "invalid"),
        (pack(LINE).replace(b"c" * 64, b"c" * 64 + b"\\n") + b"\na", "invalid"),
        (pack(LINE).replace(b"image/jpeg", b"x" * 65) + b"\na", "invalid"),
    ],
)
def test_a_bad_piece_is_refused_with_a_word(payload: bytes, why: str) -> None:
    with pytest.raises(BadPacket, match=why):
        unpack_chunk(payload)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_bad_packet_as_a_piece(payload: bytes) -> None:
    with suppress(BadPacket):
        unpack_chunk(payload)
    with suppress(BadPacket):
        unpack_chunk(pack(LINE) + b"\n" + payload)
