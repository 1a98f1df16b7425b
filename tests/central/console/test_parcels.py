"""Finding a parcel, and looking at its pictures."""

import io
from html import unescape

import pytest
from PIL import Image

from kiosk.central.console.phrases import catalogue
from kiosk.central.evidence import Gone
from kiosk.central.users import Role
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.words import Purpose
from tests.central.conftest import T0, Box, life
from tests.central.console.stand import Stand


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG")
    return file.getvalue()


def _told(stand: Stand, raw: bytes) -> str:
    digest = stand.desk.means.photos.put(raw)
    box = Box()
    box.tell(*life("P1"), PhotoTaken("f1", digest, "P1", next(iter(Purpose))))
    stand.central.take(box.hello(), box.batch(1))
    return digest


def test_a_parcel_is_found_with_all_that_happened(stand: Stand) -> None:
    digest = _told(stand, jpeg())
    visitor = stand.signed_in(Role.OPERATOR)
    found = visitor.get("/parcels?q=P1").text
    assert 'href="/history?point=p1&amp;kind=parcel&amp;id=P1"' in found
    page = visitor.get("/history?point=p1&kind=parcel&id=P1").text
    for words in ("parcel.issued", "anna", "box-1", "A-01", f'src="/photos/{digest}"'):
        assert words in page
    assert "are in the books" not in page
    looker = stand.signed_in(Role.VIEWER)
    assert "operators see it" in looker.get("/history?point=p1&kind=parcel&id=P1").text


def test_a_picture_is_caged_and_who_looked_is_noted(stand: Stand) -> None:
    raw = jpeg()
    digest = _told(stand, raw)
    answer = stand.signed_in(Role.OPERATOR).get(f"/photos/{digest}")
    assert (answer.status_code, answer.content) == (200, raw)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert stand.deeds()[-1][1:] == ("photo.look", digest[:16], "done")


@pytest.mark.parametrize("language", ["en", "ru", "pt"])
@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Gone.ERASED, "This photo was erased with the customer's data."),
        (Gone.EXPIRED, "The term of this photo is over; it is kept no more."),
    ],
)
def test_a_photo_that_is_gone_is_told_in_words(
    stand: Stand, why: Gone, words: str, language: str
) -> None:
    digest = _told(stand, jpeg())
    store = stand.central.store
    with store.unit():
        if why is Gone.ERASED:
            store.evidence.erase("p1", "c1", T0)
        else:
            store.evidence.expire([("box-1", digest)], T0)
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.client.cookies.set("language", language)
    said = str(catalogue(language).ugettext(words))
    assert (said == words) is (language == "en")
    page = unescape(visitor.get("/history?point=p1&kind=parcel&id=P1").text)
    assert said in page
    assert f"/photos/{digest}" not in page
    answer = visitor.get(f"/photos/{digest}")
    assert (answer.status_code, said in unescape(answer.text)) == (410, True), (
        "also while its file is there"
    )


@pytest.mark.input
@pytest.mark.parametrize(
    "raw", [b"<html><script>alert(1)</script>", b"<svg onload='x()'/>", b"\xff\xd8\xff", b"GIF89a"]
)
def test_what_is_no_picture_is_not_shown(stand: Stand, raw: bytes) -> None:
    digest = stand.desk.means.photos.put(raw)
    answer = stand.signed_in().get(f"/photos/{digest}")
    assert answer.status_code == 404
    assert raw not in answer.content


@pytest.mark.input
@pytest.mark.parametrize("name", ["x", "00" * 32, "..%2f..%2fcentral.db", "A" * 64, "%00"])
def test_a_picture_that_is_not_here_is_told(stand: Stand, name: str) -> None:
    assert stand.signed_in().get(f"/photos/{name}").status_code == 404


@pytest.mark.input
@pytest.mark.parametrize("q", ["", "nothing", "%3Cscript%3E", "%00", "%F0%9F%98%80" * 40, "'"])
def test_a_search_for_nothing_says_so(stand: Stand, q: str) -> None:
    answer = stand.signed_in().get(f"/parcels?q={q}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src", "")
    assert stand.signed_in().get(f"/history?point={q}&kind=parcel&id={q}").status_code == 404
