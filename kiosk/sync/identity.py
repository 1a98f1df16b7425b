"""Who a box is: the key it made itself, its certificate, and whom it trusts, in one folder.

The key never leaves the folder and is nobody else's from its first byte. A new key waits beside the
old one until its certificate is there; a plug pulled in between leaves a pair that fits.
"""

import base64
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from msgspec import Struct

from kiosk.core.enrolment import Admission, RenewRequest, renewal_body
from kiosk.sync.keyring import OPEN, SECRET, heal, put, ring

_BAD_PEM = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion)


class BadIdentity(Exception):
    """What lies in the folder, or came from the central, cannot be used; the sentence says why."""


class Held(Struct, frozen=True):
    """The certificate a box holds.

    Args:
        device: whose.
        begins_at, ends_at: ms UTC.
    """

    device: str
    begins_at: int
    ends_at: int

    @property
    def renew_at(self) -> int:
        """From when on a new one is asked for: two thirds of its life."""
        return self.begins_at + (self.ends_at - self.begins_at) * 2 // 3


class Identity:
    """The folder of a box's identity.

    Args:
        folder: made, 0700, when the first key is.
        point_key: the file of the point's key.
    """

    def __init__(self, folder: Path, point_key: Path) -> None:
        self.folder, self._point_key = folder, point_key
        self._paths = ring(folder)
        heal(folder)

    def held(self) -> Held | None:
        """Return the certificate that is there, None before the first."""
        if not self._paths.cert.exists():
            return None
        cert = _cert(self._paths.cert.read_bytes(), str(self._paths.cert))
        names = cert.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        begins, ends = cert.not_valid_before_utc, cert.not_valid_after_utc
        device = str(names[0].value) if names else ""
        return Held(device, int(begins.timestamp() * 1000), int(ends.timestamp() * 1000))

    def request(self, device: str) -> str:
        """Return the request for a certificate of the key that waits for one; make it if need be.

        Args:
            device: who we believe to be; the central decides.
        """
        key = self._waiting_key()
        name = [x509.NameAttribute(NameOID.COMMON_NAME, device)] if device else []
        builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(name))
        return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode("ascii")

    def fingerprint(self) -> str:
        """Return SHA-256 of the public key that waits for a certificate, 64 hex digits.

        Whoever stands at the box can compare it with what the central shows.
        """
        return _mark(self._waiting_key().public_key())

    def renewal(self, device: str, sent_at: int) -> RenewRequest:
        """Return the request for a new certificate, signed with the old key.

        Args:
            device: who we are.
            sent_at: now, ms UTC.
        """
        csr = self.request(device)
        body = renewal_body(device, csr, sent_at)
        signature = self._key(self._paths.key).sign(body, ec.ECDSA(SHA256()))
        return RenewRequest(device, csr, sent_at, base64.b64encode(signature).decode("ascii"))

    def admit(self, admission: Admission) -> None:
        """Keep what the central gave: the certificate must be ours, and of whom we trust.

        Raises:
            BadIdentity: it is not; nothing was changed.
        """
        self.check(admission)
        put(self._paths.ca, admission.ca.encode(), OPEN)
        if admission.point_key:
            put(self._point_key, admission.point_key.encode(), SECRET)
        ends = _cert(admission.cert.encode(), "the certificate").not_valid_after_utc
        put(self._paths.ends, str(int(ends.timestamp() * 1000)).encode(), OPEN)
        put(self._paths.cert, admission.cert.encode(), OPEN)  # from here on heal() ends what is cut
        self._paths.new_key.replace(self._paths.key)

    def check(self, admission: Admission) -> None:
        """Look whether what the central gave is for our key, and of its own authority.

        Raises:
            BadIdentity: it is not.
        """
        cert = _cert(admission.cert.encode(), "the certificate")
        root = _cert(admission.ca.encode(), "the authority's certificate")
        if cert.public_key() != self._waiting_key().public_key():
            raise BadIdentity("the certificate is for another key")
        try:
            cert.verify_directly_issued_by(root)
        except (ValueError, TypeError, InvalidSignature) as no:
            raise BadIdentity("the certificate is not signed by the authority") from no

    def _waiting_key(self) -> ec.EllipticCurvePrivateKey:
        path = self._paths.new_key
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            with suppress(PermissionError):  # an administrator's folder keeps its own mode
                self.folder.chmod(0o700)
            key = ec.generate_private_key(ec.SECP256R1())
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            put(path, pem, SECRET)
        return self._key(path)

    def _key(self, path: Path) -> ec.EllipticCurvePrivateKey:
        try:
            key = load_pem_private_key(path.read_bytes(), None)
        except OSError as error:
            raise BadIdentity(f"{path} cannot be read: {error.strerror}") from error
        except _BAD_PEM as error:
            raise BadIdentity(f"{path} holds no key; remove it and enrol with a code") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise BadIdentity(f"{path} holds another kind of key; remove it and enrol with a code")
        return key


def _cert(pem: bytes, what: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except _BAD_PEM as error:
        raise BadIdentity(f"{what} cannot be read; enrol with a code") from error


def _mark(key: ec.EllipticCurvePublicKey) -> str:
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
