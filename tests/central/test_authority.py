"""Who signs, what a certificate is good for, and what is taken back."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.central import authority
from kiosk.central.authority import Authority, BadRequest, NoAuthority
from tests.network import new_key, request

T0 = 1_780_000_000_000
DAY_MS = 86_400_000
HOSTS = ("mail.example", "10.0.0.5")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    authority.make(tmp_path / "authority", HOSTS, T0, bytes(32))
    return tmp_path / "authority"


def cert(pem: str | bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode() if isinstance(pem, str) else pem)


def moment(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)


def uses(one: x509.Certificate) -> list[x509.ObjectIdentifier]:
    return list(one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)


def test_no_key_is_anybody_elses_to_read(keys: Path) -> None:
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.glob("*.key")}
    assert modes == dict.fromkeys(
        ("ca.key", "services.key", "server.key", "central.key", "codes.key"), 0o600
    )


def test_a_boxs_certificate_is_a_clients_for_ninety_days(keys: Path) -> None:
    key = new_key().public_key()
    issued = Authority(keys).certify(key, "box-1", T0)
    made = cert(issued.pem)
    assert made.subject.rfc4514_string() == "CN=box-1"
    assert made.public_key() == key
    assert uses(made) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert (made.not_valid_before_utc, made.not_valid_after_utc) == (
        moment(T0 - DAY_MS),
        moment(T0 + 90 * DAY_MS),
    )
    assert (issued.serial, issued.ends_at) == (f"{made.serial_number:x}", T0 + 90 * DAY_MS)
    made.verify_directly_issued_by(cert(Authority(keys).ca_pem))
    assert authority.is_for(issued.pem, key)
    assert not authority.is_for(issued.pem, new_key().public_key())


def test_broker_and_central_have_certificates_of_their_own_use(keys: Path) -> None:
    server, central = (cert((keys / f"{n}.pem").read_bytes()) for n in ("server", "central"))
    assert uses(server) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert uses(central) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    server.verify_directly_issued_by(cert((keys / "ca.pem").read_bytes()))
    central.verify_directly_issued_by(cert((keys / "services.pem").read_bytes()))
    assert Authority(keys).hosts == HOSTS


def test_no_root_signs_through_another(keys: Path) -> None:
    for name in ("ca", "services"):
        root = cert((keys / f"{name}.pem").read_bytes())
        limits = root.extensions.get_extension_for_class(x509.BasicConstraints)
        assert (limits.critical, limits.value.ca, limits.value.path_length) == (True, True, 0)


def test_revoked_serials_are_listed_for_thirty_days(keys: Path) -> None:
    ours = Authority(keys)
    listed = x509.load_pem_x509_crl(ours.revocations([("ab", T0 - DAY_MS), ("cd", T0)], T0))
    assert {one.serial_number for one in listed} == {0xAB, 0xCD}
    assert listed.next_update_utc == moment(T0 + 30 * DAY_MS)
    assert listed.last_update_utc < moment(T0)  # a broker's clock may be behind
    signer = cert(ours.ca_pem).public_key()
    assert isinstance(signer, ec.EllipticCurvePublicKey)
    assert listed.is_signature_valid(signer)


def test_the_list_that_is_published_tells_its_end(keys: Path) -> None:
    ours = Authority(keys)
    assert ours.ends["crl.pem"] == moment(T0 + 30 * DAY_MS)
    ours.publish(ours.revocations((), T0 + DAY_MS))
    assert ours.ends["crl.pem"] == moment(T0 + 31 * DAY_MS)


def test_services_get_new_certificates_at_two_thirds_of_their_life(keys: Path) -> None:
    ours, old = Authority(keys), (keys / "server.pem").read_bytes()
    key = (keys / "server.key").read_bytes()
    assert not ours.refresh(T0 + 240 * DAY_MS)
    assert (keys / "server.pem").read_bytes() == old
    assert ours.refresh(T0 + 245 * DAY_MS)
    assert ours.ends["server.pem"] == ours.ends["central.pem"] == moment(T0 + 610 * DAY_MS)
    assert ours.hosts == HOSTS
    assert (keys / "server.key").read_bytes() == key  # a file of each always fits the other


def test_other_names_make_another_certificate_at_once(keys: Path) -> None:
    assert Authority(keys).refresh(T0, ("other.example",))
    assert Authority(keys).hosts == ("other.example",)
    assert not Authority(keys).refresh(T0, ("other.example",))


def test_an_authority_that_was_begun_and_cut_is_made_whole(tmp_path: Path) -> None:
    (tmp_path / "authority.part").mkdir()
    (tmp_path / "authority.part" / "ca.key.part").write_bytes(b"half")
    (tmp_path / "authority.part" / "ca.key").write_bytes(b"half")
    authority.make(tmp_path / "authority", HOSTS, T0, bytes(32))
    assert Authority(tmp_path / "authority").hosts == HOSTS


@pytest.mark.parametrize("name", ["ca.key", "services.pem", "codes.key"])
def test_a_file_that_is_not_there_is_told(keys: Path, name: str) -> None:
    (keys / name).unlink()
    with pytest.raises(NoAuthority, match=name):
        Authority(keys)


@pytest.mark.parametrize("name", ["ca.key", "ca.pem"])
def test_a_damaged_file_is_told(keys: Path, name: str) -> None:
    (keys / name).write_text("-----BEGIN PRIVATE KEY-----\nnonsense", encoding="ascii")
    with pytest.raises(NoAuthority, match=name):
        Authority(keys)


# -- requests --------------------------------------------------------------------------------------


def test_a_request_gives_its_key() -> None:
    key = new_key()
    assert authority.requested_key(request(key)) == key.public_key()


def _spoiled() -> str:
    """Return a request whose signature is another's."""
    der = bytearray(x509.load_pem_x509_csr(request(new_key()).encode()).public_bytes(Encoding.DER))
    der[60] ^= 1
    try:
        return x509.load_der_x509_csr(bytes(der)).public_bytes(Encoding.PEM).decode()
    except ValueError:
        return "damaged"


def _of_kind(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


BAD = {
    "nothing": "",
    "words": "a request, please",
    "cut short": request(new_key())[:200],
    "a key": "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n",
    "NUL": "\0" * 100,
    "not ASCII": "заявка",
    "another's signature": _spoiled(),
    "RSA": _of_kind(rsa.generate_private_key(65537, 2048)),
    "another curve": _of_kind(ec.generate_private_key(ec.SECP384R1())),
}


@pytest.mark.parametrize("csr", BAD.values(), ids=BAD)
def test_a_bad_request_is_refused(csr: str) -> None:
    with pytest.raises(BadRequest):
        authority.requested_key(csr)


def test_only_the_certificates_own_key_has_signed(keys: Path) -> None:
    key, other = new_key(), new_key()
    pem = Authority(keys).certify(key.public_key(), "box-1", T0).pem
    algorithm = ec.ECDSA(SHA256())
    assert authority.has_signed(pem, b"body", key.sign(b"body", algorithm))
    assert not authority.has_signed(pem, b"other", key.sign(b"body", algorithm))
    assert not authority.has_signed(pem, b"body", other.sign(b"body", algorithm))
    assert not authority.has_signed(pem, b"body", b"nonsense")


def test_until_when_the_list_holds_is_told_without_the_keys(keys: Path, tmp_path: Path) -> None:
    assert authority.listed_until(keys) == Authority(keys).ends["crl.pem"]
    (keys / "crl.pem").write_text("no list")
    assert authority.listed_until(keys) is None
    assert authority.listed_until(tmp_path / "nowhere") is None
