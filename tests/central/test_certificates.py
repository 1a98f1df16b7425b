"""Codes and certificates in the books."""

import pytest

from kiosk.central.certificates import Certificate, Certificates, Code, Standing
from tests.central.conftest import T0, Central

DAY_MS = 86_400_000


@pytest.fixture
def kept(central: Central) -> Certificates:
    return central.store.certificates


def a_code(expires_at: int = T0 + DAY_MS) -> Code:
    return Code("p1", "box-1", expires_at, "")


def a_certificate(
    serial: str, device: str = "box-1", ends_at: int = T0 + 90 * DAY_MS
) -> Certificate:
    return Certificate(serial, device, f"pem {serial}", ends_at)


def test_a_code_is_kept_and_used(central: Central, kept: Certificates) -> None:
    with central.store.unit():
        kept.add_code("d1", a_code(), T0)
        assert kept.code("d1") == a_code()
        assert kept.code("d2") is None
        kept.use_code("d1", "ab")
    found = kept.code("d1")
    assert found is not None
    assert found.serial == "ab"


def test_long_stale_codes_are_forgotten(central: Central, kept: Certificates) -> None:
    with central.store.unit():
        kept.add_code("old", a_code(), T0)
        kept.add_code("new", a_code(T0 + 40 * DAY_MS), T0 + 40 * DAY_MS)
    assert kept.code("old") is None


def test_the_newest_certificate_comes_first_and_revoked_ones_not_at_all(
    central: Central, kept: Certificates
) -> None:
    central.register("box-2")
    with central.store.unit():
        kept.keep(a_certificate("a1"), "hw1", T0)
        kept.keep(a_certificate("b2"), "hw2", T0 + 1)
        kept.keep(a_certificate("c3", "box-2"), "", T0)
    assert [one.serial for one in kept.valid("box-1")] == ["b2", "a1"]
    assert (kept.hw("box-1"), kept.hw("box-9")) == ("hw2", "")
    with central.store.unit():
        assert kept.revoke("box-1", "revoked", T0 + 2) == 2
        assert kept.revoke("box-1", "revoked", T0 + 3) == 0
    assert kept.valid("box-1") == ()
    assert [one.serial for one in kept.valid("box-2")] == ["c3"]
    assert kept.revoked(T0) == (("a1", T0 + 2), ("b2", T0 + 2))


def test_a_certificate_past_its_end_need_not_be_listed(
    central: Central, kept: Certificates
) -> None:
    with central.store.unit():
        kept.keep(a_certificate("a1", ends_at=T0 + DAY_MS), "", T0)
        kept.revoke("box-1", "revoked", T0)
    assert kept.revoked(T0 + DAY_MS) == (("a1", T0),)
    assert kept.revoked(T0 + DAY_MS + 1) == ()


def test_a_box_is_thrown_out_until_it_is_taken_back(central: Central, kept: Certificates) -> None:
    with central.store.unit():
        kept.throw_out("box-1", T0)
        kept.throw_out("box-1", T0 + 5)
    assert kept.thrown_out(T0 + 5) == ("box-1",)
    assert kept.thrown_out(T0 + 6) == ()
    with central.store.unit():
        kept.take_back("box-1")
    assert kept.thrown_out(0) == ()


def test_a_box_stands_at_a_point(central: Central, kept: Certificates) -> None:
    central.share()
    central.register("box-2")
    assert kept.boxes("p1") == ("box-1", "box-2")
    assert kept.boxes("p9") == ()
    assert kept.standing("box-1") == Standing("p1", "")
    assert kept.standing("box-9") is None
    with central.store.unit():
        central.store.block("box-1", "revoked")
    assert kept.standing("box-1") == Standing("p1", "revoked")


def test_certificates_outlive_a_killed_central(central: Central) -> None:
    with central.store.unit():
        central.store.certificates.keep(a_certificate("a1"), "", T0)
    central.open_again()
    assert [one.serial for one in central.store.certificates.valid("box-1")] == ["a1"]
