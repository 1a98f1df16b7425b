"""A box's own key: made here, never shown, and replaced only by one whose certificate is there."""

import base64
import stat
from pathlib import Path

import msgspec
import pytest
from cryptography import x509

from kiosk.central import authority
from kiosk.core.enrolment import Admission, renewal_body
from kiosk.sync import tls
from kiosk.sync.identity import BadIdentity, Identity
from kiosk.sync.keyring import Ring, ends_at, ring
from tests.network import Network, now_ms

DAY_MS = 86_400_000


class Desk:
    """A box's folder, and an authority that signs what it asks for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "identity"
        self.network = Network(folder / "network")
        self.identity = self.fresh()

    def fresh(self) -> Identity:
        return Identity(self.folder, self.folder / "point_key")

    @property
    def files(self) -> Ring:
        return ring(self.folder)

    def admission(self, csr: str, at: int | None = None, point_key: str = "ab" * 32) -> Admission:
        key = authority.requested_key(csr)
        issued = self.network.authority.certify(key, "box-1", at or now_ms())
        ca = self.network.authority.ca_pem
        return Admission("box-1", "7731", issued.pem, ca, "mail.example:8883", point_key)

    def enrol(self) -> None:
        self.identity.admit(self.admission(self.identity.request("box-1")))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_before_the_first_request_there_is_nothing(desk: Desk) -> None:
    assert desk.identity.held() is None
    assert not desk.folder.exists()


def test_the_key_is_made_once_and_is_nobody_elses(desk: Desk) -> None:
    first = desk.identity.request("box-1")
    assert stat.S_IMODE(desk.folder.stat().st_mode) == 0o700
    assert modes(desk.folder) == {"device.key.new": 0o600}
    again = desk.fresh().request("box-1")
    assert authority.requested_key(first) == authority.requested_key(again)
    assert desk.identity.fingerprint() == desk.fresh().fingerprint()


def test_a_folder_that_was_open_to_others_is_closed(desk: Desk) -> None:
    desk.folder.mkdir(mode=0o755)
    desk.identity.request("box-1")
    assert stat.S_IMODE(desk.folder.stat().st_mode) == 0o700


def test_a_request_names_the_box_and_proves_the_key(desk: Desk) -> None:
    csr = x509.load_pem_x509_csr(desk.identity.request("box-1").encode())
    assert csr.subject.rfc4514_string() == "CN=box-1"
    assert csr.is_signature_valid
    nameless = x509.load_pem_x509_csr(desk.identity.request("").encode())
    assert nameless.subject.rfc4514_string() == ""


def test_what_the_central_gave_is_kept_each_with_its_mode(desk: Desk) -> None:
    desk.enrol()
    assert modes(desk.folder) == {
        "device.key": 0o600,
        "point_key": 0o600,
        "device.crt": 0o644,
        "ca.crt": 0o644,
        "device.ends": 0o644,
    }
    assert tls.fits(desk.files.cert, desk.files.key)
    assert (desk.folder / "point_key").read_text(encoding="ascii") == "ab" * 32
    held = desk.identity.held()
    assert held is not None
    assert held.device == "box-1"
    assert ends_at(desk.folder) == held.ends_at
    assert held.renew_at - held.begins_at == (held.ends_at - held.begins_at) * 2 // 3


def test_no_part_of_the_key_is_in_anything_that_leaves_the_box(desk: Desk) -> None:
    sent = [desk.identity.request("box-1"), desk.identity.fingerprint()]
    desk.enrol()
    renewal = desk.identity.renewal("box-1", now_ms())
    sent.append(msgspec.json.encode(renewal).decode())
    for path in (desk.files.key, desk.files.new_key):
        lines = path.read_text(encoding="ascii").splitlines()[1:-1]
        assert lines
        for line in lines:
            assert not any(line in text for text in sent)
    assert not any("PRIVATE" in text for text in sent)


def test_a_renewal_is_signed_with_the_old_key_for_a_new_one(desk: Desk) -> None:
    desk.enrol()
    old = desk.files.cert.read_text(encoding="ascii")
    asked = desk.identity.renewal("box-1", now_ms())
    body = renewal_body("box-1", asked.csr, asked.sent_at)
    assert authority.has_signed(old, body, base64.b64decode(asked.sig))
    assert not authority.is_for(old, authority.requested_key(asked.csr))
    assert tls.fits(desk.files.cert, desk.files.key)  # the old pair works until the answer is there
    desk.identity.admit(desk.admission(asked.csr, point_key="cd" * 32))
    assert tls.fits(desk.files.cert, desk.files.key)
    assert desk.files.cert.read_text(encoding="ascii") != old


def test_an_answer_that_never_came_is_asked_for_with_the_same_key(desk: Desk) -> None:
    desk.enrol()
    first, second = (desk.fresh().renewal("box-1", now_ms()) for _ in range(2))
    assert authority.requested_key(first.csr) == authority.requested_key(second.csr)


def test_a_plug_pulled_between_certificate_and_key_leaves_a_pair(desk: Desk) -> None:
    desk.enrol()
    told = desk.admission(desk.identity.renewal("box-1", now_ms()).csr)
    desk.files.cert.write_text(told.cert, encoding="ascii")  # as far as it came
    assert not tls.fits(desk.files.cert, desk.files.key)
    desk.fresh()
    assert tls.fits(desk.files.cert, desk.files.key)


def test_a_certificate_for_another_key_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.enrol()
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    other = Desk(tmp_path / "other")
    with pytest.raises(BadIdentity, match="another key"):
        desk.identity.admit(desk.admission(other.identity.request("box-1")))
    after = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    after.pop("device.key.new")
    assert after == before


def test_a_certificate_of_a_stranger_is_refused(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other")
    told = desk.admission(desk.identity.request("box-1"))
    mixed = msgspec.structs.replace(told, ca=other.network.authority.ca_pem)
    with pytest.raises(BadIdentity, match="not signed"):
        desk.identity.admit(mixed)


@pytest.mark.parametrize("field", ["cert", "ca"])
def test_nonsense_is_no_certificate(desk: Desk, field: str) -> None:
    told = desk.admission(desk.identity.request("box-1"))
    with pytest.raises(BadIdentity, match="cannot be read"):
        desk.identity.admit(msgspec.structs.replace(told, **{field: "nonsense"}))


@pytest.mark.parametrize("text", ["", "nonsense", "-----BEGIN PRIVATE KEY-----\nAA==\n"])
def test_a_damaged_key_is_told_with_what_to_do(desk: Desk, text: str) -> None:
    desk.enrol()
    desk.files.key.write_text(text, encoding="ascii")
    with pytest.raises(BadIdentity, match="enrol with a code"):
        desk.identity.renewal("box-1", now_ms())
