"""Wi-Fi as people give it: a name and a password, typed or read from a code; checked, never told.

The name goes into the journal; the password into nothing but the hands of whoever joins.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from kiosk.core.refusals import Reason, Refused

MOST_NAME_BYTES = 32  # IEEE 802.11
MOST_CODE = 256
_PREFIX = "WIFI:"
_ESCAPED = '\\;,:"'
# WPA takes 8 to 63 printable ASCII signs, or the key itself in hex
_PASSPHRASE = re.compile(r"[ -~]{8,63}|[0-9A-Fa-f]{64}")


class Security(StrEnum):
    """How a network keeps strangers out."""

    OPEN = "open"
    WPA = "wpa"  # WPA2 and older, and those that take both
    SAE = "sae"  # WPA3 alone
    OTHER = "other"  # WEP, a name and a password each: nothing that is joined here


class Wifi(Struct, frozen=True):
    """A network to join. Its `repr` tells no password.

    Args:
        name: the SSID.
        security: of the network.
        password: empty for an open one.
        hidden: it does not tell its name by itself.
    """

    name: str
    security: Security
    password: str = ""
    hidden: bool = False

    def __repr__(self) -> str:
        """Tell the name alone: this may stand in a log."""
        return f"Wifi({self.name!r})"

    __str__ = __repr__


class Spot(Struct, frozen=True):
    """A network in reach.

    Args:
        name: the SSID.
        signal: 0 to 100; 0 for one that is kept and not heard now.
        security: of the network.
        is_joined: whether the box is in it.
        is_kept: the box has its password, and joins it by itself.
    """

    name: str
    signal: int
    security: Security
    is_joined: bool = False
    is_kept: bool = False


class Reach(StrEnum):
    """How far the box gets."""

    FULL = "full"
    PORTAL = "portal"  # a page in a browser asks for something first
    LIMITED = "limited"  # an address, and no way on
    NONE = "none"
    UNKNOWN = "unknown"


class Standing(Struct, frozen=True):
    """How the box is connected.

    Args:
        name: the Wi-Fi it is in, empty for none.
        wired: whether a cable carries it.
        reach: how far it gets.
    """

    name: str = ""
    wired: bool = False
    reach: Reach = Reach.UNKNOWN


class ReachSeen(Struct, frozen=True):
    """Somebody looked how far the box gets."""

    reach: Reach


class NetFault(StrEnum):
    """Why the network did not do what was asked."""

    ABSENT = "absent"  # nobody here manages networks, or there is no Wi-Fi
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  a word, not a password
    OUT_OF_RANGE = "out_of_range"
    NO_ADDRESS = "no_address"
    DENIED = "denied"  # the box may not change it
    FAILED = "failed"


class NetworkTrouble(Exception):
    """The network did not do what was asked; `what` says why."""

    def __init__(self, what: NetFault) -> None:
        super().__init__(what.value)
        self.what = what


def is_wifi(text: str) -> bool:
    """Whether a code means to be one of a Wi-Fi, good or not."""
    return text.startswith(_PREFIX)


def read_code(text: str) -> Wifi | Refused | None:
    """Return the network in a code `WIFI:T:WPA;S:name;P:password;;`; None for another code."""
    if not is_wifi(text):
        return None
    no = Refused(Reason.WIFI_CODE)
    if len(text) > MOST_CODE:
        return no
    fields: dict[str, str] = {}
    try:
        for key, value in _fields(text.removeprefix(_PREFIX)):
            if key in fields:
                return no
            fields[key] = value
    except ValueError:
        return no
    security = _SECURITIES.get(fields.get("T", "nopass").upper())
    if security is None:
        return no
    password = "" if security is Security.OPEN else fields.get("P", "")
    is_hidden = fields.get("H", "").lower() == "true"
    return checked(Wifi(fields.get("S", ""), security, password, is_hidden))


_SECURITIES = {
    "WPA": Security.WPA,
    "WPA2": Security.WPA,
    "SAE": Security.SAE,
    "WPA3": Security.SAE,
    "NOPASS": Security.OPEN,
    "": Security.OPEN,
}


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Yield key and value of each field; a broken escape, or no key, is a ValueError."""
    signs, part, key = iter(text), "", None
    for sign in signs:
        if sign == "\\":
            escaped = next(signs, "")
            if not escaped or escaped not in _ESCAPED:
                raise ValueError
            part += escaped
        elif sign == ":" and key is None:
            key, part = part, ""
        elif sign == ";":
            if key is not None:
                yield key, part
            elif part:
                raise ValueError
            key, part = None, ""
        else:
            part += sign
    if key is not None:
        yield key, part
    elif part:
        raise ValueError


def checked(wifi: Wifi) -> Wifi | Refused:
    """Return a network that can be asked for, or why it cannot."""
    try:
        count = len(wifi.name.encode())
    except UnicodeEncodeError:  # a lone surrogate
        return Refused(Reason.WIFI_NAME)
    if not 0 < count <= MOST_NAME_BYTES or not wifi.name.isprintable():
        return Refused(Reason.WIFI_NAME)
    if wifi.security is Security.OTHER:
        return Refused(Reason.WIFI_CODE)
    if wifi.security is not Security.OPEN and not _PASSPHRASE.fullmatch(wifi.password):
        return Refused(Reason.WIFI_PASSWORD)
    return wifi
