"""Ringing at the central's HTTPS door: what a box asks, and in a word why it was not let in."""

import hashlib
import hmac
import http.client
import re
import ssl
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from kiosk.core.enrolment import Admission, EnrolRequest, RenewRequest
from kiosk.sync.tls import word_of

_PATIENCE_S = 20.0
_MOST_ANSWER = 64 * 1024
_LEAST_FINGERPRINT = 32  # hex digits: 128 bits are not found by trying
_OK = 200
_WORDS = {400: "bad_request", 403: "code_refused", 413: "bad_request", 429: "too_many"}
_CLOCKS = {"broker_expired", "clock"}  # the date of one of us is wrong; rather it is ours
_BAD_ANSWER = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Unheard(Exception):
    """Nothing came of it.

    `word` is code_refused, too_many, no_network, clock, not_trusted, bad_request, later or
    bad_answer; `detail` is for the technician.
    """

    def __init__(self, word: str, detail: str = "") -> None:
        super().__init__(f"{word}: {detail}" if detail else word)
        self.word, self.detail = word, detail


class _Said(Struct, frozen=True):
    """The body of a refusal."""

    error: str = ""


class Doorbell:
    """The way to one door.

    Args:
        server: `https://mail.example:8443`.
        trust: whom we believe to be it.
    """

    def __init__(self, server: str, trust: ssl.SSLContext) -> None:
        self._server, self._trust = server, trust

    def enrol(self, asked: EnrolRequest) -> Admission:
        """Ask to be let in for a code.

        Raises:
            Unheard: it was not to be.
        """
        return _admission(self._post("/v1/enrol", asked))

    def renew(self, asked: RenewRequest) -> Admission:
        """Ask for a new certificate.

        Raises:
            Unheard: it was not to be.
        """
        return _admission(self._post("/v1/renew", asked))

    def _post(self, path: str, asked: EnrolRequest | RenewRequest) -> bytes:
        body = msgspec.json.encode(asked)
        return _rung(self._server, self._trust, ("POST", path, body))


def system_trust(cafile: str | None = None) -> ssl.SSLContext:
    """Return the trust of this machine, and in an authority of one's own, if there is a file."""
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if cafile is not None:
        made.load_verify_locations(cafile)
    return made


def told_trust(server: str, fingerprint: str) -> ssl.SSLContext:
    """Return the trust in whoever shows the root of a fingerprint; nothing else is believed yet.

    Args:
        server: its door.
        fingerprint: SHA-256 of the root, as hex, told beside the code; at least half of it.

    Raises:
        Unheard: another root is shown there, or none.
    """
    wanted = re.sub(r"[\s:-]", "", fingerprint).lower()
    if len(wanted) < _LEAST_FINGERPRINT or not re.fullmatch(r"[0-9a-f]{1,64}", wanted):
        raise Unheard("not_trusted", "a fingerprint has 32 to 64 of 0-9 and a-f")
    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    nobody.check_hostname, nobody.verify_mode = False, ssl.CERT_NONE  # what it shows is compared
    shown = _rung(server, nobody, ("GET", "/v1/ca", b""))
    try:
        pem = shown.decode("ascii")
        found = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    except ValueError as error:
        raise Unheard("not_trusted", "it shows no certificate") from error
    if not hmac.compare_digest(found[: len(wanted)], wanted):
        raise Unheard("not_trusted", "another authority answers there")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_verify_locations(cadata=pem)
    return made


def _rung(server: str, trust: ssl.SSLContext, asked: tuple[str, str, bytes]) -> bytes:
    """Return the body of a good answer."""
    method, path, body = asked
    try:
        where = urlsplit(server)
        line = http.client.HTTPSConnection(
            where.hostname or "", where.port or 443, timeout=_PATIENCE_S, context=trust
        )
    except ValueError as error:  # no number of a port, half a bracket
        raise Unheard("no_network", str(error)) from error
    try:
        line.request(method, path, body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        said = answer.read(_MOST_ANSWER)
    except ssl.SSLError as error:
        word = word_of(error)
        raise Unheard("clock" if word in _CLOCKS else "not_trusted", word) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unheard("no_network", str(error) or type(error).__name__) from error
    finally:
        line.close()
    if answer.status != _OK:
        word = _WORDS.get(answer.status, "later")
        raise Unheard("clock" if _told(said) == "clock" else word, f"HTTP {answer.status}")
    return said


def _told(said: bytes) -> str:
    try:
        return msgspec.json.decode(said, type=_Said).error
    except _BAD_ANSWER:
        return ""


def _admission(said: bytes) -> Admission:
    try:
        return msgspec.json.decode(said, type=Admission)
    except _BAD_ANSWER as error:
        raise Unheard("bad_answer", type(error).__name__) from error
