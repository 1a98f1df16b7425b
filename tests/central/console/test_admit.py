"""Boxes let in and turned away, and new codes."""

import re

import pytest

from kiosk.central.registrar import digest_of
from kiosk.central.users import Role
from kiosk.core.enrolment import read_code
from kiosk.sync.protocol import REVOKED
from tests.central.console.stand import Stand


def test_a_code_is_made_and_shown_once(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    page = visitor.post("/devices/code", "/devices", point="p1", role="counter", device="")
    code = re.search(r'class="big mono">([^<]+)<', page.text)
    assert code is not None
    assert "ab" * 32 in page.text
    digest = digest_of(bytes(32), read_code(code[1]) or "")
    kept = stand.central.store.certificates.code(digest)
    assert kept is not None
    assert (kept.point, kept.device) == ("p1", "box-1")
    again = visitor.get("/devices").text
    assert code[1] not in again
    assert "Codes nobody used yet" in again
    assert code[1] not in repr(stand.deeds())


@pytest.mark.input
@pytest.mark.parametrize(
    ("point", "role", "device"),
    [
        ("", "counter", ""),
        ("nowhere", "counter", ""),
        ("p1", "owner", ""),
        ("p1", "counter", "UPPER"),
        ("p1", "counter", "box-9"),
        ("p1", "shelf", "box-1"),
        ("p1", "shelf", "<i>"),
    ],
)
def test_a_code_for_nobody_is_refused_in_words(
    stand: Stand, point: str, role: str, device: str
) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    page = visitor.post("/devices/code", "/devices", point=point, role=role, device=device)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "<i>" not in page.text
    assert stand.central.rows("SELECT * FROM enrol_code") == []


def test_a_box_is_revoked(stand: Stand) -> None:
    visitor = stand.signed_in()
    visitor.post("/devices/box-1/revoke", "/devices")
    assert stand.central.rows("SELECT blocked FROM device") == [(REVOKED,)]
    page = visitor.get("/devices").text
    assert "its certificate was taken back" in page
    assert visitor.post("/devices/UPPER/revoke", "/devices").status_code == 404
