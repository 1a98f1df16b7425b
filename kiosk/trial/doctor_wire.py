"""The doctor's look at the brokers: does one answer, believe us, and how long do papers hold."""

import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from kiosk.trial.doctor_tls import Shake, Shaken, TlsFiles
from kiosk.trial.findings import Finding, Verdict, broken, fine, worth_a_word

_SOON_DAYS = 14  # renewal begins at 30: at 14 it has failed for two weeks (PROTOCOL.md 2)
_DAY_S = 86_400
_UTC_TIME, _GENERAL_TIME = 0x17, 0x18
_VERSION_TAG = 0xA0
_PIVOT_YEAR = 50  # RFC 5280 4.1.2.5.1: two digits below mean this century
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_MOST_BYTES = 1 << 20
_WHERE = "put it there; a relative path begins beside the settings file"

Address: TypeAlias = tuple[str, int] | str  # host and port, or the path of a socket
Dial: TypeAlias = Callable[[Address], None]


class Wiring(Struct, frozen=True):
    """A way to a broker.

    Args:
        name: its table in kiosk.toml.
        address: of the broker.
        files: cafile, certfile and keyfile, as far as they are set.
        is_asked: the settings name it; one that is merely the default may be away.
    """

    name: str
    address: Address
    files: Mapping[str, str] = {}
    is_asked: bool = True


def look(wiring: Wiring, dial: Dial, shake: Shake, now_s: float) -> Iterator[Finding]:
    """Look at a broker and at the files it is spoken to with.

    Args:
        wiring: the way to it.
        dial: connects and hangs up, publishing nothing; OSError or ValueError when it cannot.
        shake: does a TLS handshake and hangs up.
        now_s: seconds since 1970, UTC.
    """
    reached = _reached(wiring, dial)
    yield reached
    if reached.verdict is Verdict.OK and wiring.files and not isinstance(wiring.address, str):
        shaken = shake(*wiring.address, None, TlsFiles(**wiring.files))
        yield _believed(f"tls {wiring.name}", shaken, now_s)
    for key, file in wiring.files.items():
        yield _file(f"{wiring.name}.{key}", key, Path(file), now_s)


def _reached(wiring: Wiring, dial: Dial) -> Finding:
    name = f"broker {wiring.name}"
    told = wiring.address if isinstance(wiring.address, str) else "{}:{}".format(*wiring.address)
    try:
        dial(wiring.address)
    except (OSError, ValueError) as error:  # ValueError: a name no host can have
        why = getattr(error, "strerror", None) or str(error)
        if not wiring.is_asked:
            return fine(name, f"none in these settings; ask with those of kiosk sync ({told})")
        todo = f"start the broker, or put its address into [{wiring.name}]; look at the network"
        return broken(name, f"{told} does not answer: {why}", todo)
    return fine(name, f"{told} answers")


def _believed(name: str, shaken: Shaken, now_s: float) -> Finding:
    if shaken.todo:
        return broken(name, shaken.said, shaken.todo)
    if shaken.ends_s is None:
        return fine(name, shaken.said)
    days = int((shaken.ends_s - now_s) // _DAY_S)
    told = f"{shaken.said}; the broker's ends in {days} days"
    if days < _SOON_DAYS:
        return worth_a_word(name, told, "get the broker a new certificate in time")
    return fine(name, told)


def _file(name: str, key: str, path: Path, now_s: float) -> Finding:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("ascii", "replace")
        mode = path.stat().st_mode
    except OSError as error:
        todo = _WHERE
        if isinstance(error, PermissionError):
            todo = "let the counter's user read it, and run kiosk doctor as that user"
        return broken(name, f"{path}: {error.strerror}", todo)
    if key == "keyfile":
        return _key(name, path, text, mode)
    try:
        ends = [ends_at(found) for found in _PEM.findall(text)]
    except ValueError as error:
        return broken(name, f"{path}: {error}", "write the file anew")
    if not ends:
        return broken(name, f"{path} holds no PEM certificate", "write the file anew")
    # of several authorities one that holds is enough; in a chain of one's own the first is ours
    end = max(ends) if key == "cafile" else ends[0]
    days = int((end.timestamp() - now_s) // _DAY_S)
    told = f"{path}: until {end:%Y-%m-%d}, {days} days"
    if days < 0:
        return broken(name, f"{told}: it is over", "set the clock, or kiosk enrol")
    if days < _SOON_DAYS:
        return worth_a_word(
            name, told, "let kiosk enrol --renew run daily; it asks for a new one in time"
        )
    return fine(name, told)


def _key(name: str, path: Path, text: str, mode: int) -> Finding:
    if "PRIVATE KEY-----" not in text:
        return broken(name, f"{path} holds no PEM key", "write the file anew")
    if mode & 0o077:
        return worth_a_word(name, f"{path} is open to others", f"chmod 600 {path}")
    return fine(name, f"{path} is there")


# -- as much of X.509 as a date takes --------------------------------------------------------------


def ends_at(pem: str) -> datetime:
    """Return when a certificate ends.

    Raises:
        ValueError: it is none.
    """
    try:
        _, whole, _ = _element(ssl.PEM_cert_to_DER_cert(pem))
        _, rest, _ = _element(whole)
        if rest[:1] == bytes([_VERSION_TAG]):
            _, _, rest = _element(rest)
        for _ in ("serial", "signature", "issuer"):
            _, _, rest = _element(rest)
        _, validity, _ = _element(rest)
        _, _, rest = _element(validity)
        tag, moment, _ = _element(rest)
        return _moment(tag, moment.decode("ascii"))
    except (ValueError, IndexError) as error:
        raise ValueError("is no certificate") from error


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """Return tag and content of the first DER element, and what follows it."""
    tag, size, start = data[0], data[1], 2
    if size & 0x80:
        start = 2 + (size & 0x7F)
        size = int.from_bytes(data[2:start], "big")
    if len(data) < start + size:
        raise ValueError("cut short")
    return tag, data[start : start + size], data[start + size :]


def _moment(tag: int, text: str) -> datetime:
    if tag == _UTC_TIME:
        text = ("20" if int(text[:2]) < _PIVOT_YEAR else "19") + text
    elif tag != _GENERAL_TIME:
        raise ValueError("no time")
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
