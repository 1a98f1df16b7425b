"""As much of MQTT 3.1.1 as a simulated kiosk needs, so cheap that one process is thousands of them.

paho keeps some 100 KB and a select() of its own for each client; a fleet has none to spare. What is
measured at the other end are the real broker and the real central.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

CONNACK, PUBLISH, PUBACK, SUBACK = 0x20, 0x30, 0x40, 0x90
PINGREQ, DISCONNECT = b"\xc0\x00", b"\xe0\x00"
_MORE = 0x80  # the bit that says: another byte of the length follows
_MOST_BYTES = 300_000  # over the broker's own limit: what claims more is no MQTT


class Frame(Struct, frozen=True):
    """One packet that came in; `topic`, `mid` and `payload` where its kind has them."""

    kind: int
    topic: str = ""
    mid: int = 0
    payload: bytes = b""


class NotMqtt(Exception):
    """What came cannot be a broker's."""


def connect(client_id: str, keepalive_s: int) -> bytes:
    """Return the frame that opens a clean session."""
    return _frame(0x10, b"\x00\x04MQTT\x04\x02" + struct.pack("!H", keepalive_s) + _text(client_id))


def subscribe(mid: int, topic: str) -> bytes:
    """Return the frame that asks for a topic filter at QoS 1."""
    return _frame(0x82, struct.pack("!H", mid) + _text(topic) + b"\x01")


def publish(mid: int, topic: str, payload: bytes) -> bytes:
    """Return a publish of QoS 1."""
    return _frame(0x32, _text(topic) + struct.pack("!H", mid) + payload)


def puback(mid: int) -> bytes:
    """Return the answer to a publish of QoS 1."""
    return b"\x40\x02" + struct.pack("!H", mid)


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("!H", len(raw)) + raw


def _frame(head: int, body: bytes) -> bytes:
    length, out = len(body), bytearray([head])
    while True:
        length, low = divmod(length, 128)
        out.append(low | (_MORE if length else 0))
        if not length:
            return bytes(out) + body


class Inflow:
    """The bytes of one connection, cut into frames."""

    def __init__(self) -> None:
        self._rest = b""

    def frames(self, more: bytes) -> Iterator[Frame]:
        """Yield what is whole; the rest waits for the next bytes.

        Raises:
            NotMqtt: it never can be whole.
        """
        data, at = self._rest + more, 0
        while (span := _span(data, at)) is not None:
            start, end = span
            if end > len(data):
                break
            yield _read(data[at], data[start:end])
            at = end
        self._rest = data[at:]


def _span(data: bytes, at: int) -> tuple[int, int] | None:
    """Return where the body of the frame at `at` begins and ends, None if not even that is here."""
    length = 0
    for place in range(4):
        if at + 1 + place >= len(data):
            return None
        byte = data[at + 1 + place]
        length |= (byte & ~_MORE) << 7 * place
        if not byte & _MORE:
            if length > _MOST_BYTES:
                raise NotMqtt(f"a frame of {length} bytes")
            return at + 2 + place, at + 2 + place + length
    raise NotMqtt("a length of more than four bytes")


def _read(head: int, body: bytes) -> Frame:
    kind = head & 0xF0
    if kind == PUBLISH:
        size = int.from_bytes(body[:2], "big")
        qos = head >> 1 & 3
        topic, rest = body[2 : 2 + size], body[2 + size :]
        mid = int.from_bytes(rest[:2], "big") if qos else 0
        return Frame(kind, topic.decode("utf-8", "replace"), mid, rest[2:] if qos else rest)
    if kind == CONNACK and body[1:2] != b"\x00":
        raise NotMqtt("the broker refuses the connection")
    return Frame(kind, mid=int.from_bytes(body[:2], "big") if kind in {PUBACK, SUBACK} else 0)
