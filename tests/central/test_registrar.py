"""Who is let in, and that a refusal never tells why."""

import base64
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from msgspec.structs import replace

from kiosk.central.authority import Authority
from kiosk.central.certificates import Code
from kiosk.central.registrar import Denial, Registrar, digest_of
from kiosk.core.enrolment import (
    CODE_LIFE_MS,
    Admission,
    BoxRole,
    EnrolRequest,
    RenewRequest,
    code_of,
    read_code,
    renewal_body,
)
from kiosk.sync.protocol import Hello
from tests.central.conftest import POINT_KEY, T0, Box, Central
from tests.network import Network, new_key, request

DAY_MS = 86_400_000
CODE = code_of(b"12345")


class House:
    """A registrar with one code for box-1."""

    def __init__(self, central: Central, authority: Authority) -> None:
        self.central, self.authority = central, authority
        self.registrar = Registrar(central.store, authority, "mail.example:8883")
        self.code(CODE)

    def code(
        self,
        code: str,
        device: str = "box-1",
        at: int = T0,
        role: BoxRole = BoxRole.COUNTER,
    ) -> None:
        digest = digest_of(self.authority.codes_key, read_code(code) or "")
        with self.central.store.unit():
            kept = self.central.store.certificates
            kept.add_code(digest, Code("p1", device, at + CODE_LIFE_MS, "", role), at)

    def enrol(
        self, key: ec.EllipticCurvePrivateKey, code: str = CODE, at: int = T0
    ) -> Admission | Denial:
        return self.registrar.enrol(EnrolRequest(code, request(key), "ab" * 32, "1"), at)

    def let_in(self, key: ec.EllipticCurvePrivateKey, code: str = CODE, at: int = T0) -> Admission:
        told = self.enrol(key, code, at)
        assert isinstance(told, Admission)
        return told

    def renew(
        self,
        old: ec.EllipticCurvePrivateKey,
        new: ec.EllipticCurvePrivateKey,
        at: int,
        skew: int = 0,
        device: str = "box-1",
    ) -> Admission | Denial:
        csr, sent_at = request(new), at + skew
        signature = old.sign(renewal_body(device, csr, sent_at), ec.ECDSA(SHA256()))
        asked = RenewRequest(device, csr, sent_at, base64.b64encode(signature).decode())
        return self.registrar.renew(asked, at)

    @property
    def serials(self) -> list[str]:
        return [one.serial for one in self.central.store.certificates.valid("box-1")]


@pytest.fixture
def house(central: Central, tmp_path: Path) -> House:
    return House(central, Network(tmp_path / "n", T0).authority)


def key_in(pem: str) -> object:
    return x509.load_pem_x509_certificate(pem.encode()).public_key()


# -- enrolling -------------------------------------------------------------------------------------


def test_a_box_gets_what_it_works_with(house: House) -> None:
    key = new_key()
    told = house.let_in(key)
    assert (told.device, told.point, told.broker) == ("box-1", "p1", "mail.example:8883")
    assert told.point_key == POINT_KEY.hex()
    assert told.ca == house.authority.ca_pem
    assert key_in(told.cert) == key.public_key()
    assert house.central.store.certificates.hw("box-1") == "ab" * 32


def test_the_central_says_who_a_box_is_whatever_it_asks_for(house: House) -> None:
    csr = request(new_key(), "central")
    told = house.registrar.enrol(EnrolRequest(CODE, csr), T0)
    assert isinstance(told, Admission)
    cert = x509.load_pem_x509_certificate(told.cert.encode())
    assert cert.subject.rfc4514_string() == "CN=box-1"


def test_a_code_counts_once(house: House) -> None:
    house.let_in(new_key())
    assert house.enrol(new_key()) is Denial.REFUSED
    assert len(house.serials) == 1


def test_a_lost_answer_is_given_again_to_the_same_key(house: House) -> None:
    key = new_key()
    assert house.let_in(key).cert == house.let_in(key, at=T0 + 60_000).cert
    assert len(house.serials) == 1


def test_a_code_counts_for_a_day(house: House) -> None:
    key = new_key()
    assert house.enrol(key, at=T0 + CODE_LIFE_MS) is Denial.REFUSED
    house.let_in(key, at=T0 + CODE_LIFE_MS - 1)
    assert house.enrol(key, at=T0 + CODE_LIFE_MS) is Denial.REFUSED


@pytest.mark.parametrize("code", [code_of(b"54321"), "", "ABC", "x" * 32])
def test_a_wrong_code_is_refused(house: House, code: str) -> None:
    assert house.enrol(new_key(), code) is Denial.REFUSED


def test_a_bad_request_spends_no_code(house: House) -> None:
    assert house.registrar.enrol(EnrolRequest(CODE, "nonsense"), T0) is Denial.BAD_REQUEST
    house.let_in(new_key())


def test_a_box_that_moved_to_another_point_is_refused(house: House) -> None:
    house.central.register("box-1", "p2")
    assert house.enrol(new_key()) is Denial.REFUSED


def test_who_enrols_anew_takes_the_old_certificate_away(house: House) -> None:
    house.let_in(new_key())
    (old,) = house.serials
    house.code(code_of(b"again"))
    house.let_in(new_key(), code_of(b"again"))
    assert old not in house.serials
    assert [serial for serial, _ in house.central.store.certificates.revoked(T0)] == [old]


def test_a_revoked_box_is_let_in_again_by_a_new_code_only(house: House) -> None:
    key = new_key()
    house.let_in(key)
    kept = house.central.store.certificates
    with house.central.store.unit():
        kept.revoke("box-1", "revoked", T0)
        house.central.store.block("box-1", "revoked")
        kept.throw_out("box-1", T0)
    assert house.enrol(key) is Denial.REFUSED  # the used code's certificate was taken back
    house.code(code_of(b"again"))
    house.let_in(new_key(), code_of(b"again"))
    standing = kept.standing("box-1")
    assert standing is not None
    assert standing.blocked == ""
    assert kept.thrown_out(0) == ()


def test_a_box_that_is_blocked_for_another_reason_stays_blocked(house: House) -> None:
    with house.central.store.unit():
        house.central.store.block("box-1", "clone")
    house.let_in(new_key())
    standing = house.central.store.certificates.standing("box-1")
    assert standing is not None
    assert standing.blocked == "clone"


def test_a_box_that_enrols_on_another_board_is_not_taken_for_a_moved_card(house: House) -> None:
    def welcomed(hw: str) -> str:
        packet = Box().hello()
        assert isinstance(packet.body, Hello)
        return house.central.welcome(replace(packet, body=replace(packet.body, hw=hw))).reason

    assert welcomed("1" * 64) == ""
    house.let_in(new_key())
    assert welcomed("2" * 64) == ""
    assert welcomed("1" * 64) == "moved", "the old card, on the old board"


def test_what_is_kept_of_a_code_is_keyed() -> None:
    assert digest_of(bytes(32), "ABCDEFGH") != digest_of(bytes(31) + b"x", "ABCDEFGH")
    assert "ABCDEFGH" not in digest_of(bytes(32), "ABCDEFGH")


# -- renewing --------------------------------------------------------------------------------------


@pytest.fixture
def old(house: House) -> ec.EllipticCurvePrivateKey:
    key = new_key()
    house.let_in(key)
    return key


def test_the_old_key_signs_for_the_new_one(house: House, old: ec.EllipticCurvePrivateKey) -> None:
    new = new_key()
    told = house.renew(old, new, T0 + 60 * DAY_MS)
    assert isinstance(told, Admission)
    assert key_in(told.cert) == new.public_key()
    assert len(house.serials) == 2  # the old one is good to its end: the answer may be lost


def test_a_renewal_keeps_the_role(house: House) -> None:
    with house.central.store.unit():
        house.central.store.certificates.add_node("p1", "left")
    house.code(code_of(b"shelf"), "left", role=BoxRole.SHELF)
    old = new_key()
    asked = EnrolRequest(code_of(b"shelf"), request(old), role=BoxRole.SHELF)
    assert isinstance(house.registrar.enrol(asked, T0), Admission)
    told = house.renew(old, new_key(), T0 + 60 * DAY_MS, device="left")
    assert isinstance(told, Admission)
    assert (told.device, told.role, told.point_key) == ("left", BoxRole.SHELF, "")


def test_a_lost_answer_to_a_renewal_is_given_again(
    house: House, old: ec.EllipticCurvePrivateKey
) -> None:
    new, at = new_key(), T0 + 60 * DAY_MS
    first, second = house.renew(old, new, at), house.renew(old, new, at + 1000)
    assert isinstance(first, Admission)
    assert first == second
    assert len(house.serials) == 2


def test_a_certificate_is_renewed_until_thirty_days_after_its_end(
    house: House, old: ec.EllipticCurvePrivateKey
) -> None:
    assert house.renew(old, new_key(), T0 + 120 * DAY_MS + 1) is Denial.REFUSED
    assert isinstance(house.renew(old, new_key(), T0 + 120 * DAY_MS), Admission)


@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_clock_that_is_wrong_is_told(
    house: House, old: ec.EllipticCurvePrivateKey, minutes: int
) -> None:
    at, skew = T0 + 60 * DAY_MS, minutes * 60_000
    assert house.renew(old, new_key(), at, skew) is Denial.CLOCK
    assert isinstance(house.renew(old, new_key(), at, skew * 10 // 12), Admission)


def test_another_key_signs_for_nobody(house: House, old: ec.EllipticCurvePrivateKey) -> None:
    del old
    assert house.renew(new_key(), new_key(), T0) is Denial.REFUSED
    # a clock that is wrong is told to the box alone
    assert house.renew(new_key(), new_key(), T0, 3600_000) is Denial.REFUSED


def test_a_box_signs_for_itself_only(house: House, old: ec.EllipticCurvePrivateKey) -> None:
    house.central.register("box-2")
    for device in ("box-2", "box-9"):
        assert house.renew(old, new_key(), T0, device=device) is Denial.REFUSED


def test_a_revoked_box_renews_nothing(house: House, old: ec.EllipticCurvePrivateKey) -> None:
    with house.central.store.unit():
        house.central.store.certificates.revoke("box-1", "revoked", T0)
    assert house.renew(old, new_key(), T0) is Denial.REFUSED


def test_a_blocked_box_renews_nothing(house: House, old: ec.EllipticCurvePrivateKey) -> None:
    with house.central.store.unit():
        house.central.store.block("box-1", "clone")
    assert house.renew(old, new_key(), T0) is Denial.REFUSED


@pytest.mark.parametrize("sig", ["", "not base64!", "AAAA", "подпись"])
def test_a_signature_that_is_none_is_refused(
    house: House, old: ec.EllipticCurvePrivateKey, sig: str
) -> None:
    del old
    asked = RenewRequest("box-1", request(new_key()), T0, sig)
    assert house.registrar.renew(asked, T0) is Denial.REFUSED


def test_a_bad_request_is_no_renewal(house: House, old: ec.EllipticCurvePrivateKey) -> None:
    del old
    assert house.registrar.renew(RenewRequest("box-1", "x", T0, ""), T0) is Denial.BAD_REQUEST
