"""What is looked at before any page: where a form comes from, how much is sent, how often."""

import pytest

from kiosk.central.console.desk import Later
from kiosk.central.users import Role
from tests.central.console.stand import PASSWORD, Stand

PLACE = "/points/p1/place"
FIELDS = {"lat": "55.7", "lon": "37.6"}


@pytest.mark.input
@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "é", "another's"])
def test_a_form_without_its_token_does_nothing(stand: Stand, csrf: str | None) -> None:
    visitor = stand.signed_in()
    if csrf == "another's":
        csrf = stand.signed_in().csrf("/")
    told = FIELDS if csrf is None else {"csrf": csrf, **FIELDS}
    assert visitor.ask("POST", PLACE, data=told).status_code == 403
    assert stand.central.rows("SELECT * FROM point_place") == []


@pytest.mark.parametrize(
    "heads",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:8480"},
        {"origin": "http://127.0.0.1:8481"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_another_place_does_nothing(stand: Stand, heads: dict[str, str]) -> None:
    visitor = stand.signed_in()
    told = {"csrf": visitor.csrf("/"), **FIELDS}
    assert visitor.ask("POST", PLACE, data=told, headers=heads).status_code == 403
    good = {"origin": "http://127.0.0.1:8480", "sec-fetch-site": "same-origin"}
    assert visitor.ask("POST", PLACE, data=told, headers=good).status_code == 303


def test_signing_in_needs_the_forms_own_token_too(stand: Stand) -> None:
    stand.add("anna")
    told = {"user": "anna", "password": PASSWORD}
    assert stand.visitor().ask("POST", "/sign-in", data=told).status_code == 403
    others = stand.visitor().csrf()
    assert stand.visitor().ask("POST", "/sign-in", data={"csrf": others, **told}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8480", "192.168.1.5:8480", ""])
def test_a_plain_console_answers_to_this_machines_names_alone(stand: Stand, host: str) -> None:
    assert stand.visitor(host=host).get("/sign-in").status_code == 421


def test_more_than_a_page_takes_is_refused_in_words(stand: Stand) -> None:
    visitor = stand.signed_in()
    told = {"csrf": visitor.csrf("/"), "lat": "5" * 70_000}
    answer = visitor.ask("POST", PLACE, data=told)
    assert answer.status_code == 413
    assert "at most 64 KB" in answer.text


@pytest.mark.input
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nonsense\r\n\r\n"),
        ("multipart/form-data; boundary=" + "x" * 300, b"\0" * 100),
        ("application/json", b'{"csrf": 1}'),
        ("application/x-www-form-urlencoded", b"&=&%ff%00&" * 500),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2000))),
        ("", b""),
    ],
)
def test_a_strange_body_is_a_bad_request(stand: Stand, kind: str, body: bytes) -> None:
    visitor = stand.signed_in()
    answer = visitor.ask("POST", PLACE, content=body, headers={"content-type": kind})
    assert answer.status_code in {400, 403}
    assert visitor.get("/").status_code == 200


def test_too_many_requests_are_turned_away(stand: Stand) -> None:
    visitor = stand.visitor()
    seen = {visitor.ask("GET", "/live/points").status_code for _ in range(241)}
    assert seen == {401, 429}
    stand.mono += 1
    assert visitor.ask("GET", "/live/points").status_code == 401


def test_who_goes_astray_keeps_menus_and_visit(stand: Stand) -> None:
    visitor = stand.signed_in(Role.VIEWER)
    lost = visitor.get("/nowhere")
    assert (lost.status_code, 'href="/openings"' in lost.text) == (404, True)
    assert visitor.post("/look", "/nowhere", language="pt", theme="dark").status_code == 303
    assert visitor.get("/").status_code == 200
    nobody = stand.visitor().get("/nowhere")
    assert (nobody.status_code, 'href="/openings"' in nobody.text) == (404, False)


@pytest.mark.input
def test_a_page_that_is_none_is_no_way_round_the_front(stand: Stand) -> None:
    heads = {"host": "somewhere.example", "accept": "text/html"}
    assert stand.visitor().ask("GET", "/nowhere", headers=heads).status_code == 421
    visitor = stand.signed_in(Role.VIEWER)
    stand.desk.read = _gone  # type: ignore[method-assign, assignment]
    lost = visitor.get("/nowhere")
    assert (lost.status_code, "There is no such page." in lost.text) == (404, True)


def test_a_method_nobody_serves_is_told(stand: Stand) -> None:
    assert stand.visitor().ask("DELETE", "/sign-in").status_code == 405
    assert stand.visitor().ask("GET", "/points/../audit").status_code in {303, 401}


async def _gone(_question: object) -> None:
    raise Later("gone")
