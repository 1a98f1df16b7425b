"""Taking boxes in: a code used once, a certificate given, and a new one when it grows old.

Runs in the one thread that writes the books. A lost answer costs nothing: who asks again with the
same key is given the same certificate.
"""

import base64
import binascii
import hashlib
import hmac
import logging
from enum import StrEnum

from kiosk.central.authority import (
    GRACE_MS,
    Authority,
    BadRequest,
    PublicKey,
    has_signed,
    is_for,
    requested_key,
)
from kiosk.central.certificates import Certificate, Code
from kiosk.central.store import Store
from kiosk.core.enrolment import (
    Admission,
    BoxRole,
    EnrolRequest,
    RenewRequest,
    read_code,
    renewal_body,
)
from kiosk.sync.protocol import REVOKED

log = logging.getLogger(__name__)

_CLOCK_MS = 10 * 60_000  # a renewal's `sent_at` within ten minutes (PROTOCOL.md 2)


class Denial(StrEnum):
    """Why nobody was let in. A refusal never tells which part of it was wrong."""

    BAD_REQUEST = "bad_request"
    REFUSED = "refused"
    CLOCK = "clock"


class Registrar:
    """Decides who gets a certificate.

    Args:
        store: the books; not within a unit when a method is called.
        authority: signs.
        broker: host and port that an enrolled box is told.
    """

    def __init__(self, store: Store, authority: Authority, broker: str) -> None:
        self._store, self._authority, self._broker = store, authority, broker
        self._kept = store.certificates

    def enrol(self, asked: EnrolRequest, at: int) -> Admission | Denial:
        """Let a new box in for its code.

        Raises:
            StoreTrouble: nothing was kept; it may ask again.
        """
        key = _key_of(asked.csr)
        signs = read_code(asked.code)
        if key is None:
            return Denial.BAD_REQUEST
        digest = digest_of(self._authority.codes_key, signs or "")
        with self._store.unit():
            code = self._kept.code(digest)
            if code is None or at >= code.expires_at or code.role is not asked.role:
                return Denial.REFUSED
            if code.serial:
                return self._again(code, key)
            standing = self._kept.standing(code.device)
            if standing is None or standing.point != code.point:
                return Denial.REFUSED
            self._kept.revoke(code.device, "superseded", at)
            given = self._give(key, code.device, asked.hw, at)
            self._kept.use_code(digest, given.serial)
            self._store.trust(code.device)  # whoever made the code knows on which board it is
            if standing.blocked == REVOKED:
                self._store.block(code.device, "")
                self._kept.take_back(code.device)
            log.info("%s is enrolled as %s of %s", given.device, standing.role, standing.point)
            return self._admission(given)

    def renew(self, asked: RenewRequest, at: int) -> Admission | Denial:
        """Give a box a certificate for its new key; the old one has signed for it.

        Raises:
            StoreTrouble: nothing was kept; it may ask again.
        """
        key, signature = _key_of(asked.csr), _unpacked(asked.sig)
        if key is None:
            return Denial.BAD_REQUEST
        body = renewal_body(asked.device, asked.csr, asked.sent_at)
        with self._store.unit():
            standing, valid = self._kept.standing(asked.device), self._kept.valid(asked.device)
            signers = [c for c in valid if has_signed(c.pem, body, signature)]
            if standing is None or standing.blocked or not signers:
                return Denial.REFUSED
            if at > max(one.ends_at for one in signers) + GRACE_MS:
                return Denial.REFUSED
            if abs(asked.sent_at - at) > _CLOCK_MS:
                return Denial.CLOCK
            again = next((c for c in valid if is_for(c.pem, key)), None)
            if again is None:
                again = self._give(key, asked.device, self._kept.hw(asked.device), at)
                log.info("%s has a new certificate", asked.device)
            return self._admission(again)

    def _again(self, code: Code, key: PublicKey) -> Admission | Denial:
        """Answer a code that was used: whoever used it may not have heard the answer."""
        for one in self._kept.valid(code.device):
            if one.serial == code.serial and is_for(one.pem, key):
                return self._admission(one)
        return Denial.REFUSED

    def _give(self, key: PublicKey, device: str, hw: str, at: int) -> Certificate:
        issued = self._authority.certify(key, device, at)
        given = Certificate(issued.serial, device, issued.pem, issued.ends_at)
        self._kept.keep(given, hw, at)
        return given

    def _admission(self, given: Certificate) -> Admission:
        standing = self._kept.standing(given.device)
        point = self._store.point(standing.point) if standing else None
        if standing is None or point is None:
            raise RuntimeError(f"{given.device} was admitted to no point")
        return Admission(
            device=given.device,
            point=point.point,
            cert=given.pem,
            ca=self._authority.ca_pem,
            broker=self._broker,
            point_key=point.point_key.hex() if standing.role is BoxRole.COUNTER else "",
            role=standing.role,
        )


def digest_of(key: bytes, signs: str) -> str:
    """Return what is kept of a code: 40 bits could be guessed from a plain digest.

    Args:
        key: the authority's, which lies outside the books.
        signs: the eight signs of the code.
    """
    return hmac.new(key, signs.encode(), hashlib.sha256).hexdigest()


def _key_of(csr: str) -> PublicKey | None:
    try:
        return requested_key(csr)
    except BadRequest as bad:
        log.warning("a request for a certificate %s", bad)
        return None


def _unpacked(sig: str) -> bytes:
    try:
        return base64.b64decode(sig, validate=True)
    except (binascii.Error, ValueError):  # ValueError: not ASCII
        return b""
