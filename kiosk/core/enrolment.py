"""The words of enrolment: the code typed once, what a box asks for and what it is given.

PROTOCOL.md 2. A box makes its own key and shows only a request for a certificate (CSR).
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.core.words import At, Ref, Word

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
CODE_SIGNS = 8  # 40 bits, and one sign more as a check
CODE_LIFE_MS = 24 * 3600 * 1000
MOST_REQUEST_BYTES = 16 * 1024
LIKELY_SLIPS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
_GROUP = 3

DeviceId = Annotated[str, Meta(pattern=r"^(?!central)[a-z0-9-]{3,40}$(?!\n)")]  # PROTOCOL.md 2
_Pem = Annotated[str, Meta(max_length=8192)]


class BoxRole(StrEnum):
    """What a box is let in as: the counter of a point, or a shelf node of it."""

    COUNTER = "counter"
    SHELF = "shelf"


class EnrolRequest(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a new box asks for.

    What is the default is not told: a central that knows no roles lets a counter in as ever.

    Args:
        code: as typed at the box.
        csr: its request, PEM.
        hw: SHA-256 of its board and card, hex, or empty.
        app: the version of its program.
        role: what it is; the code must be one for it.
    """

    code: Annotated[str, Meta(max_length=32)]
    csr: _Pem
    hw: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")] = ""
    app: Word = ""
    role: BoxRole = BoxRole.COUNTER

    def __repr__(self) -> str:
        """Show everything but the code, which must not reach a log."""
        return f"EnrolRequest({len(self.csr)} characters of CSR, app {self.app!r})"


class RenewRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """What a box asks for whose certificate grows old.

    Args:
        device: who it is.
        csr: the request of its new key, PEM.
        sent_at: now, ms UTC.
        sig: `renewal_body` signed with the old key, base64.
    """

    device: DeviceId
    csr: _Pem
    sent_at: At
    sig: Annotated[str, Meta(max_length=256)]


class Admission(Struct, frozen=True):
    """What an enrolled box is given.

    Args:
        device, point: who it is from now on.
        cert: its certificate, PEM.
        ca: who may be the broker, PEM.
        broker: host and port, `mail.example:8883`.
        point_key: 64 hex digits; keys the digests of the point's pickup codes. Empty for a shelf
            node, which has no use for it.
        role: what the box was let in as; a central that does not say knows counters only.
    """

    device: DeviceId
    point: Ref
    cert: _Pem
    ca: _Pem
    broker: Annotated[str, Meta(max_length=300, pattern=r"^[A-Za-z0-9.:\[\]-]+:[0-9]{1,5}$(?!\n)")]
    point_key: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")]
    role: BoxRole = BoxRole.COUNTER

    def __post_init__(self) -> None:
        """Refuse a counter without the key of its point, and a shelf node with it."""
        if bool(self.point_key) is not (self.role is BoxRole.COUNTER):
            raise ValueError("counters have the key of their point, and nobody else")

    def __repr__(self) -> str:
        """Show who was admitted, not the key of the point."""
        return f"Admission({self.device!r}, {self.point!r})"


class Enrolled(Struct, frozen=True):
    """What came of asking, for the person who asked.

    Args:
        device, point: who this box is; the point is empty where a shelf node does not know it.
        until_at: when its certificate ends, ms UTC.
        renew_at: from when on `--renew` asks for a new one, ms UTC.
        is_new: whether a certificate was given now.
    """

    device: str
    point: str
    until_at: int
    renew_at: int
    is_new: bool = True


def code_of(drawn: bytes) -> str:
    """Return the enrolment code of some drawn bytes, with its check, as people read it.

    Args:
        drawn: five bytes of chance or more.
    """
    number = int.from_bytes(drawn[:5], "big")
    signs = "".join(ALPHABET[number >> 5 * n & 31] for n in reversed(range(CODE_SIGNS)))
    whole = signs + _check(signs)
    return "-".join(whole[n : n + _GROUP] for n in range(0, len(whole), _GROUP))


def read_code(typed: str) -> str | None:
    """Return the eight signs of a typed code; None if it cannot be one, so nobody need be asked.

    Small letters, spaces and dashes do not matter; O is 0, I and L are 1.
    """
    whole = typed.strip().upper().translate(LIKELY_SLIPS)
    signs, check = whole[:CODE_SIGNS], whole[CODE_SIGNS:]
    if len(whole) != CODE_SIGNS + 1 or not set(whole) <= set(ALPHABET):
        return None
    return signs if _check(signs) == check else None


def _check(signs: str) -> str:
    """Return the check sign: Luhn's in base 32 finds each wrong sign and most swapped ones."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        value = ALPHABET.index(sign) * (1 if place % 2 else 2)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]


def renewal_body(device: str, csr: str, sent_at: int) -> bytes:
    """Return the bytes a box signs with its old key when it asks for a new certificate."""
    return f"kiosk renew 1\n{device}\n{sent_at}\n{csr}".encode()
