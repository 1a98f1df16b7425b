"""The network's own authority: who signs the boxes' certificates, and what was taken back.

One folder, 0700, beside the central's books; each key 0600. Two roots: `ca` for boxes, the broker
and the HTTPS door, `services` for the central's workers, who use a listener of their own. What a
certificate is good for stands in it: a box's can be no broker's, and a broker's no box's.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from kiosk.central.keyfiles import SECRET, put, settle

DEVICE_DAYS = 90  # PROTOCOL.md 2
CRL_DAYS = 30  # one past its end refuses every box (measured)
GRACE_MS = 30 * 86_400_000  # a certificate may be renewed so long after its end
_SERVICE_DAYS, _ROOT_DAYS = 365, 3650
_EARLIER = timedelta(days=1)  # the clock of a box, or of a server, may be late
_BAD_PEM = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion)
_CLIENT, _SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH
_ROOTS = {"ca": "kiosk boxes", "services": "kiosk services"}

PublicKey: TypeAlias = ec.EllipticCurvePublicKey


class NoAuthority(Exception):
    """The folder holds no usable authority; the sentence says what to do."""


class BadRequest(Exception):
    """Not a request for a certificate that can be signed; the reason is a few words."""


class Issued(Struct, frozen=True):
    """A certificate, and what is kept of it.

    Args:
        serial: hex.
        pem: the certificate.
        ends_at: ms UTC.
    """

    serial: str
    pem: str
    ends_at: int


def hosts_of(path: Path) -> tuple[str, ...]:
    """Return the names and addresses in a server's certificate, whoever made it; none if unread."""
    try:
        return _hosts_of(x509.load_pem_x509_certificate(path.read_bytes()))
    except (OSError, ValueError, x509.ExtensionNotFound):
        return ()


def listed_until(folder: Path) -> datetime | None:
    """Return until when an authority's list of revoked boxes holds; None where none can be read."""
    try:
        return x509.load_pem_x509_crl((folder / "crl.pem").read_bytes()).next_update_utc
    except (OSError, ValueError):
        return None


class Authority:
    """Signs, from a folder of keys that `make` made.

    Args:
        folder: where they lie.

    Raises:
        NoAuthority: they do not.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ca_key, self._ca = _pair(folder, "ca")
        self._services_key, self._services = _pair(folder, "services")
        self.codes_key = _read(folder / "codes.key")

    @property
    def ca_pem(self) -> str:
        """Who may be the broker, for a box to keep."""
        return _pem(self._ca)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the boxes' root, 64 hex digits: a new box is told it beside its code."""
        return self._ca.fingerprint(SHA256()).hex()

    @property
    def ends(self) -> dict[str, datetime]:
        """When each certificate and the list of revoked ones end, by file."""
        names = ("ca", "services", "server", "central")
        ends = {f"{name}.pem": _cert(self._folder / f"{name}.pem") for name in names}
        listed = x509.load_pem_x509_crl(_read(self._folder / "crl.pem"))
        until = listed.next_update_utc or datetime.min.replace(tzinfo=UTC)
        return {**{name: one.not_valid_after_utc for name, one in ends.items()}, "crl.pem": until}

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names and addresses by which broker and door are known."""
        return _hosts_of(_cert(self._folder / "server.pem"))

    def certify(self, key: PublicKey, device: str, at: int) -> Issued:
        """Return a box's certificate for its public key, good for 90 days."""
        cert = _signed((self._ca_key, self._ca), _named(key, device, at, DEVICE_DAYS, _CLIENT), at)
        ends_at = int(cert.not_valid_after_utc.timestamp() * 1000)
        return Issued(f"{cert.serial_number:x}", _pem(cert), ends_at)

    def revocations(self, revoked: Iterable[tuple[str, int]], at: int) -> bytes:
        """Return the list of revoked certificates, PEM, good for 30 days.

        Args:
            revoked: serial in hex and when, ms UTC.
            at: now, ms UTC.
        """
        now = _moment(at)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._ca.subject)
            .last_update(now - _EARLIER)
            .next_update(now + timedelta(days=CRL_DAYS))
            .add_extension(x509.CRLNumber(at), critical=False)
        )
        for serial, when in revoked:
            one = x509.RevokedCertificateBuilder().serial_number(int(serial, 16))
            builder = builder.add_revoked_certificate(one.revocation_date(_moment(when)).build())
        return builder.sign(self._ca_key, SHA256()).public_bytes(Encoding.PEM)

    def publish(self, crl: bytes) -> None:
        """Keep the list of revoked certificates."""
        put(self._folder / "crl.pem", crl)

    def refresh(self, at: int, hosts: Sequence[str] = ()) -> bool:
        """Make broker's, door's and central's certificates anew at two thirds of their life.

        Args:
            at: now, ms UTC.
            hosts: other names for broker and door than before; none to leave them.

        Returns:
            Whether one was made.
        """
        server, central = (_cert(self._folder / f"{n}.pem") for n in ("server", "central"))
        told = tuple(dict.fromkeys(hosts)) or _hosts_of(server)
        made = False
        if told != _hosts_of(server) or _is_due(server, at):
            _issue_server(self._folder, (self._ca_key, self._ca), told, at)
            made = True
        if _is_due(central, at):
            _issue_central(self._folder, (self._services_key, self._services), at)
            made = True
        return made


def make(folder: Path, hosts: Sequence[str], at: int, drawn: bytes) -> None:
    """Make an authority: two roots, the broker's and the central's certificates, an empty list.

    Made beside and renamed at the end, so that there is a whole one or none.

    Args:
        folder: where; it must not be there.
        hosts: names and addresses of broker and door.
        at: now, ms UTC.
        drawn: 32 bytes of chance; they key the digests of enrolment codes.
    """
    beside = folder.with_name(f"{folder.name}.part")
    beside.mkdir(parents=True, mode=0o700, exist_ok=True)
    for name, title in _ROOTS.items():
        key = ec.generate_private_key(ec.SECP256R1())
        put(beside / f"{name}.key", _key_pem(key), SECRET)
        put(beside / f"{name}.pem", _pem(_root(key, title, at)).encode())
    put(beside / "codes.key", drawn, SECRET)
    made = Authority(beside)
    _issue_server(beside, _pair(beside, "ca"), hosts, at)
    _issue_central(beside, _pair(beside, "services"), at)
    made.publish(made.revocations((), at))
    beside.rename(folder)
    settle(folder.parent)


def requested_key(csr: str) -> PublicKey:
    """Return the public key of a request that proves it has the private one.

    Raises:
        BadRequest: it is none, or of another kind than P-256.
    """
    try:
        request = x509.load_pem_x509_csr(csr.encode())
        proved, key = request.is_signature_valid, request.public_key()
    except _BAD_PEM as error:
        raise BadRequest("cannot be read") from error
    if not proved:
        raise BadRequest("is not signed by its key")
    return _p256(key)


def has_signed(cert: str, body: bytes, signature: bytes) -> bool:
    """Return whether the key of a certificate signed some bytes."""
    key = _p256(x509.load_pem_x509_certificate(cert.encode()).public_key())
    try:
        key.verify(signature, body, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def is_for(cert: str, key: PublicKey) -> bool:
    """Return whether a certificate is that of a public key."""
    return x509.load_pem_x509_certificate(cert.encode()).public_key() == key


def _p256(key: object) -> PublicKey:
    if not isinstance(key, PublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadRequest("is for another kind of key than P-256")
    return key


# -- certificates ----------------------------------------------------------------------------------

_Signer: TypeAlias = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


def _named(
    key: PublicKey, name: str, at: int, days: int, use: x509.ObjectIdentifier
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key)
        .not_valid_after(_moment(at) + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        .add_extension(_usage(signs=False), critical=True)
    )


def _signed(signer: _Signer, builder: x509.CertificateBuilder, at: int) -> x509.Certificate:
    key, root = signer
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    return (
        builder.issuer_name(root.subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_moment(at) - _EARLIER)
        .add_extension(authority, critical=False)
        .sign(key, SHA256())
    )


def _root(key: ec.EllipticCurvePrivateKey, title: str, at: int) -> x509.Certificate:
    named = _name(title)
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_moment(at) - _EARLIER)
        .not_valid_after(_moment(at) + timedelta(days=_ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(mark, critical=False)
        .sign(key, SHA256())
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _issue_server(folder: Path, signer: _Signer, hosts: Sequence[str], at: int) -> None:
    key = _kept_key(folder / "server.key")
    names = x509.SubjectAlternativeName([_host(one) for one in hosts])
    named = _named(key.public_key(), "broker", at, _SERVICE_DAYS, _SERVER)
    cert = _signed(signer, named.add_extension(names, critical=False), at)
    put(folder / "server.pem", _pem(cert).encode())


def _issue_central(folder: Path, signer: _Signer, at: int) -> None:
    key = _kept_key(folder / "central.key")
    named = _named(key.public_key(), "central", at, _SERVICE_DAYS, _CLIENT)
    put(folder / "central.pem", _pem(_signed(signer, named, at)).encode())


def _kept_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Return the key of a service, made once: a file of key and one of certificate always fit."""
    if path.exists():
        return _private(path)
    key = ec.generate_private_key(ec.SECP256R1())
    put(path, _key_pem(key), SECRET)
    return key


def _host(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _hosts_of(cert: x509.Certificate) -> tuple[str, ...]:
    names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return tuple(str(one.value) for one in names)


def _is_due(cert: x509.Certificate, at: int) -> bool:
    begins, ends = cert.not_valid_before_utc, cert.not_valid_after_utc
    return _moment(at) >= begins + (ends - begins) * 2 / 3


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)


# -- files -----------------------------------------------------------------------------------------


def _pair(folder: Path, name: str) -> _Signer:
    return _private(folder / f"{name}.key"), _cert(folder / f"{name}.pem")


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(_read(path), None)
    except _BAD_PEM as error:
        raise NoAuthority(f"{path} holds no key; restore the authority's folder") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise NoAuthority(f"{path} holds another kind of key; restore the authority's folder")
    return key


def _cert(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(_read(path))
    except _BAD_PEM as error:
        raise NoAuthority(f"{path} holds no certificate; restore the folder") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NoAuthority(f"{path} cannot be read: {error.strerror}") from error


def _pem(cert: x509.Certificate) -> str:
    return cert.public_bytes(Encoding.PEM).decode("ascii")


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
