"""Certificates made for a test, and a broker's TLS door on loopback."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.trial.doctor_tls import TlsFiles

DAY = dt.timedelta(days=1)


class Authority:
    """Signs certificates; `file` is its own.

    Args:
        folder: where files go.
        name: of the authority.
        now: the middle of all validity.
    """

    def __init__(self, folder: Path, name: str, now: dt.datetime) -> None:
        self._folder, self._now = folder, now
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        basic = x509.BasicConstraints(ca=True, path_length=None)
        made = self._builder(self._name, self._key, 365).add_extension(basic, critical=True)
        usage = x509.KeyUsage(
            digital_signature=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        made = made.add_extension(usage, critical=True)
        self._id = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        made = made.add_extension(self._id, critical=False)
        self.file = self._written(f"{name}.pem", made.sign(self._key, hashes.SHA256()))

    def issue(self, name: str, days: int = 90) -> TlsFiles:
        """Return the files of a new pair for a host's name or address."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        try:
            named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            named = x509.DNSName(name)
        made = self._builder(subject, key, days)
        made = made.add_extension(x509.SubjectAlternativeName([named]), critical=False)
        signer = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(self._id)
        made = made.add_extension(signer, critical=False)
        secret = self._folder / f"{name}-{days}.key"
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        secret.chmod(0o600)
        file = self._written(f"{name}-{days}.pem", made.sign(self._key, hashes.SHA256()))
        return TlsFiles(self.file, file, str(secret))

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - 400 * DAY)
            .not_valid_after(self._now + days * DAY)
        )

    def _written(self, name: str, certificate: x509.Certificate) -> str:
        path = self._folder / name
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return str(path)


@contextmanager
def tls_door(files: TlsFiles, *, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> Iterator[int]:
    """Open a broker's door that wants certificates of its guests' authority; yields its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = newest
    context.load_cert_chain(files.certfile, files.keyfile)
    context.load_verify_locations(files.cafile)
    context.verify_mode = ssl.CERT_REQUIRED
    with socket.create_server(("127.0.0.1", 0)) as door:
        guard = threading.Thread(target=_serve, args=(door, context))
        guard.start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
        guard.join()


def _serve(door: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            return
        line.settimeout(10)
        with suppress(OSError), line, context.wrap_socket(line, server_side=True) as guest:
            guest.recv(1)  # a broker waits for CONNECT
