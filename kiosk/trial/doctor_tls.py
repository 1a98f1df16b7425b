"""The doctor's handshake with a broker: what is wrong with whose certificate, in words."""

import socket
import ssl
from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

_WAIT_S = 2.0
_REFUSAL_S = 1.0  # in TLS 1.3 the broker judges our certificate after our handshake is done

# OpenSSL's verify codes (x509_vfy.h) -> what is wrong, and what to do about it
_AUTHORITY = "cafile is not of the authority that signed the broker's certificate: put that one in"
_UNKNOWN = ("the broker's certificate is from an unknown authority", _AUTHORITY)
_NAMES = "write the name that stands in the broker's certificate into host, or get it a new one"
_VERDICTS: Mapping[int, tuple[str, str]] = {
    2: _UNKNOWN,
    9: ("the broker's certificate is not valid yet", "set the clock, on both sides"),
    10: ("the broker's certificate is over", "get the broker a new one, or set the clock"),
    18: _UNKNOWN,
    19: _UNKNOWN,
    20: _UNKNOWN,
    21: _UNKNOWN,
    23: ("the broker's certificate was revoked", "get the broker a new one"),
    62: ("the broker's certificate is for another name", _NAMES),
    64: ("the broker's certificate is for another address", _NAMES),
}
# words within the reasons OpenSSL gives for an alert of the far side, the plainest first
_ENROL = "get a new certificate for this box"
_ALERTS: tuple[tuple[str, str, str], ...] = (
    ("CERTIFICATE_EXPIRED", "the broker refuses our certificate: it is over", _ENROL),
    ("CERTIFICATE_REVOKED", "the broker refuses our certificate: it was revoked", _ENROL),
    ("UNKNOWN_CA", "the broker refuses our certificate: it knows not who signed it", _ENROL),
    ("CERTIFICATE_REQUIRED", "the broker wants a certificate of us", "set certfile and keyfile"),
    ("BAD_CERTIFICATE", "the broker refuses our certificate", _ENROL),
    ("CERTIFICATE_UNKNOWN", "the broker refuses our certificate", _ENROL),
    ("HANDSHAKE_FAILURE", "the broker breaks the handshake off", "look at the broker's log"),
    ("PROTOCOL_VERSION", "the broker speaks no TLS 1.2 or newer", "look at the broker's settings"),
    ("WRONG_VERSION_NUMBER", "what answers there speaks no TLS", "look at port and broker"),
)


class TlsFiles(Struct, frozen=True):
    """Paths of what a handshake takes; empty for none."""

    cafile: str = ""
    certfile: str = ""
    keyfile: str = ""


class Shaken(Struct, frozen=True):
    """How a handshake ended.

    Args:
        said: what was found.
        todo: what a person does about it; empty when all is well.
        ends_s: when the far side's certificate ends, seconds since 1970; None if unknown.
    """

    said: str
    todo: str = ""
    ends_s: float | None = None


Shake: TypeAlias = Callable[[str, int, ssl.SSLContext | None, TlsFiles], Shaken]


def shake(host: str, port: int, context: ssl.SSLContext | None, files: TlsFiles) -> Shaken:
    """Shake hands with a broker and hang up; nothing of MQTT is said.

    Args:
        host: as the settings have it; the broker's certificate must be for this name.
        port: of the broker.
        context: how TLS is spoken; None: as the mail does, with `files`.
        files: certificates and key; used when there is no context.
    """
    try:
        context = context or _context(files)
    except (OSError, ssl.SSLError) as error:
        said = f"our own certificate cannot be used: {_reason(error)}"
        return Shaken(said, "certfile and keyfile must be one pair, cafile PEM certificates")
    try:
        with socket.create_connection((host, port), _WAIT_S) as line:
            return _shaken(line, host, context)
    except (OSError, ValueError) as error:
        said = f"{host}:{port} cannot be reached: {getattr(error, 'strerror', None) or error}"
        return Shaken(said, "start the broker; look at host, port and network")


def _context(files: TlsFiles) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=files.cafile or None)
    if files.certfile:
        context.load_cert_chain(files.certfile, files.keyfile or None)
    return context


def _shaken(line: socket.socket, host: str, context: ssl.SSLContext) -> Shaken:
    try:
        with context.wrap_socket(line, server_hostname=host) as far:
            return _accepted(far)
    except ssl.SSLCertVerificationError as error:
        known = _VERDICTS.get(error.verify_code)
        return Shaken(*known) if known else _strange(error.verify_message)
    except ssl.SSLError as error:
        reason = _reason(error)
        for word, said, todo in _ALERTS:
            if word in reason:
                return Shaken(said, todo)
        return _strange(reason)
    except TimeoutError:
        return Shaken("nobody answers the handshake", "look at port and broker")
    except ConnectionError:
        return Shaken("the broker hangs up in the handshake", "look at the broker's log")


def _accepted(far: ssl.SSLSocket) -> Shaken:
    """Wait a moment for a refusal: a broker that takes us waits for our first word in silence."""
    far.settimeout(_REFUSAL_S)
    try:
        if not far.recv(1):
            raise ConnectionResetError
    except TimeoutError:
        pass
    told = far.getpeercert() or {}
    ends = told.get("notAfter")
    ends_s = ssl.cert_time_to_seconds(ends) if isinstance(ends, str) else None
    return Shaken(f"{far.version()}, both certificates are believed", ends_s=ends_s)


def _strange(reason: str) -> Shaken:
    return Shaken(f"no handshake: {reason}", "look at the broker's log")


def _reason(error: OSError) -> str:
    return str(getattr(error, "reason", None) or error.strerror or error)
