"""Boxes let in and turned away, and new codes."""

import io
import re

import pygame
import pytest
import zxingcpp
from PIL import Image

from kiosk.central.console import admit
from kiosk.central.registrar import digest_of
from kiosk.central.users import Role
from kiosk.core import setup
from kiosk.core.enrolment import CODE_LIFE_MS, read_code
from kiosk.core.setup import Invitation
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


def test_the_drawn_code_is_read_by_a_decoder_and_taken_by_the_box(stand: Stand) -> None:
    page = stand.signed_in(Role.OPERATOR).post(
        "/devices/code", "/devices", point="p1", role="counter", device=""
    )
    code = re.search(r'class="big mono">([^<]+)<', page.text)
    drawn = re.search(
        r'<figure class="qr wide" role="img" aria-label="[^"]{20,}">(.+?)</figure>', page.text
    )
    assert code is not None
    assert drawn is not None
    assert "style=" not in drawn[1], "the policy of the page lets no style in"
    (found,) = zxingcpp.read_barcodes(_drawn(drawn[1]))
    told = setup.read(found.text, Invitation())
    assert told == Invitation(code[1], "https://mail.example:8443", "ab" * 32)
    assert setup.faults(told, has_server=False) == ()


def test_a_shelf_node_has_no_camera_and_gets_no_picture(stand: Stand) -> None:
    page = stand.signed_in().post(
        "/devices/code", "/devices", point="p1", role="shelf", device="shelf-1"
    )
    assert 'class="big mono"' in page.text
    assert "<figure" not in page.text


def test_a_code_goes_from_the_page_once_it_is_used_or_over(stand: Stand) -> None:
    visitor, store = stand.signed_in(), stand.central.store
    page = visitor.post("/devices/code", "/devices", point="p1", role="counter", device="")
    digest = re.search(r'data-live="/live/code\?code=([0-9a-f]{64})"', page.text)
    assert digest is not None

    def said() -> tuple[str, int]:
        return admit.standing(stand.desk.means.reader, digest[1], stand.at)

    assert said() == ("open", stand.at + CODE_LIFE_MS)
    assert "data-gone" not in page.text
    assert admit.standing(stand.desk.means.reader, "0" * 64, stand.at) == ("over", 0)
    stand.at += CODE_LIFE_MS
    assert said() == ("over", stand.at)
    stand.at -= 1
    assert said()[0] == "open"
    with store.unit():
        store.certificates.use_code(digest[1], "77")
    assert said()[0] == "used"
    for state in ("used", "over"):
        call = {"call": None, "state": state, "until": stand.at}
        assert "data-gone" in stand.desk.pages.render("en", "code_now.html", call)


def _drawn(svg: str) -> Image.Image:
    """Return an SVG as a browser draws it, on white."""
    drawn = pygame.image.load(io.BytesIO(svg.encode()), "code.svg")
    drawn = pygame.transform.scale_by(drawn, 4)
    ground = pygame.Surface(drawn.get_size())
    ground.fill("white")
    ground.blit(drawn, (0, 0))
    return Image.frombytes("RGB", ground.get_size(), pygame.image.tobytes(ground, "RGB"))


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
