"""A delivery from a file: looked through, sent whole or not at all."""

import asyncio
import json
import re

import httpx
import pytest

from kiosk.central.store import StoreTrouble, StoreUnsure
from kiosk.central.users import Role
from tests.central.console.stand import Stand, Visitor

HEAD = "delivery,carrier,due_at,parcel,customer_ref,name,last_four\n"
ROW = "D-7,own,2026-09-28T10:15:00+03:00,P{n},c{n},Maria S.,1234\n"
GOOD = HEAD + "".join(ROW.format(n=n) for n in range(3))


def look(
    visitor: Visitor, text: str | bytes, name: str = "list.csv", point: str = "p1"
) -> httpx.Response:
    raw = text.encode() if isinstance(text, str) else text
    return visitor.ask(
        "POST",
        "/deliveries/look",
        data={"csrf": visitor.csrf("/deliveries"), "point": point},
        files={"file": (name, raw, "text/csv")},
    )


def send(visitor: Visitor, page: httpx.Response) -> httpx.Response:
    """Press the button that a page shows."""
    found = re.search(r'name="draft" value="([0-9a-f]+)"', page.text)
    mark = found[1] if found else ""
    return visitor.post("/deliveries/send", "/deliveries", draft=mark)


def letters(stand: Stand) -> int:
    return len(stand.central.rows("SELECT id FROM message"))


def test_a_good_list_is_looked_through_then_sent(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    page = look(visitor, GOOD)
    assert page.status_code == 200
    assert "nothing was sent yet" in page.text
    assert "Send 3 parcels" in page.text
    assert letters(stand) == 0
    send(visitor, page)
    assert "3 parcels" in visitor.get("/deliveries").text
    sent = letters(stand)
    assert sent > 1
    send(visitor, page)  # twice is once
    assert letters(stand) == sent
    assert "This list was sent already" in visitor.get("/deliveries").text
    visitor.post("/deliveries/send", "/deliveries")
    assert "Look a file through first" in visitor.get("/deliveries").text
    assert {by for _, what, by, _ in stand.deeds() if what == "delivery.send"} == {"p1 D-7", ""}


def test_who_wished_stands_in_the_letter(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR, name="olga")
    send(visitor, look(visitor, GOOD))
    (raw,) = stand.central.rows("SELECT raw FROM message ORDER BY seq LIMIT 1")[0]
    assert json.loads(bytes(raw))["by"] == "olga"


def test_every_bad_row_is_told_with_its_line_and_nothing_is_sent(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    text = GOOD + "D-7,own,yesterday,P9,,,\nD-8,own,2026-09-28T10:15:00+03:00,P0,,,\n"
    page = look(visitor, text)
    assert page.status_code == 422
    for words in ("list.csv:5", "list.csv:6", "due_at", "nothing was sent"):
        assert words in page.text
    visitor.post("/deliveries/send", "/deliveries")
    assert letters(stand) == 0


@pytest.mark.input
def test_how_many_faults_a_list_had_is_read_in_the_readers_language(stand: Stand) -> None:
    visitor = stand.signed_in(Role.ADMIN)
    look(visitor, GOOD + "D-7,own,yesterday,P9,c9,Maria S.,1234\n")
    for language, words in (("ru", "ошибок: 1"), ("pt", "erros: 1"), ("en", "faults: 1")):
        visitor.client.cookies.set("language", language)
        assert words in visitor.get("/audit").text


@pytest.mark.input
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("list.txt", GOOD),
        ("list", GOOD),
        ("list.csv", ""),
        ("list.csv", HEAD),
        ("list.csv", b"\xff\xfe\x00"),
        ("list.json", "{"),
        ("list.json", "[" * 3000),
        ("list.json", "[]"),
        ("../../x.csv", "a,b\n\0,\x1b[31m"),
        ("<i>.csv", "<script>alert(1)</script>\n"),
        ("list.csv", HEAD + '"' * 4001),
    ],
)
def test_a_strange_file_is_refused_in_words(stand: Stand, name: str, body: str | bytes) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    page = look(visitor, body, name)
    assert page.status_code == 422
    assert "nothing was sent" in page.text
    assert "<script>alert" not in page.text
    assert letters(stand) == 0


def test_two_hundred_thousand_rows_are_refused_in_words(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    page = look(visitor, HEAD + "D,o,x,p,,,\n" * 200_000)
    assert page.status_code == 422
    assert "list.csv:10002: more than 10000 parcels" in page.text
    assert "list.csv:2: due_at" in page.text  # the first 500 are shown, the rest is counted
    assert "The first 500 are shown." in page.text
    page = look(visitor, GOOD + ROW * 120_000)
    assert page.status_code == 413
    assert "at most 5184 KB" in page.text
    assert letters(stand) == 0


@pytest.mark.input
@pytest.mark.parametrize("point", ["", "nowhere", "p1\0", "<i>"])
def test_a_point_must_be_one(stand: Stand, point: str) -> None:
    page = look(stand.signed_in(Role.OPERATOR), GOOD, point=point)
    assert (page.status_code, "Choose the point" in page.text) == (422, True)


def test_a_field_that_is_no_file_is_told(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    page = visitor.post("/deliveries/look", "/deliveries", point="p1", file="text")
    assert (page.status_code, "Choose a file" in page.text) == (422, True)


def test_a_looked_through_list_is_of_its_visit(stand: Stand) -> None:
    one, two = stand.signed_in(Role.OPERATOR), stand.signed_in(Role.OPERATOR)
    send(two, look(one, GOOD))
    assert letters(stand) == 0


def test_a_form_sends_the_list_it_shows_and_no_other(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    first, second = look(visitor, GOOD), look(visitor, GOOD.replace("D-7", "D-8"))
    send(visitor, first)
    assert letters(stand) == 0
    assert "another one was looked through" in visitor.get("/deliveries").text
    send(visitor, second)
    assert letters(stand) > 1


def test_a_button_pressed_twice_at_once_sends_once(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    mark = re.search(r'name="draft" value="([0-9a-f]+)"', look(visitor, GOOD).text)
    assert mark is not None
    told = {"csrf": visitor.csrf("/deliveries"), "draft": mark[1]}

    async def both() -> None:
        pressed = [visitor.client.post("/deliveries/send", data=told) for _ in range(2)]
        await asyncio.gather(*pressed)

    stand.run(both())
    said = sorted(outcome for _, what, _, outcome in stand.deeds() if what == "delivery.send")
    assert said == ["done", "nothing was looked through"]


def test_what_could_not_be_sent_can_be_sent_again(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    page, kept = look(visitor, GOOD), stand.central.store.queue

    def full(*_told: object) -> int:
        raise StoreTrouble("full")

    stand.central.store.queue = full  # type: ignore[method-assign,assignment]
    assert send(visitor, page).status_code == 503
    stand.central.store.queue = kept  # type: ignore[method-assign]
    send(visitor, page)
    assert letters(stand) > 1


def test_what_may_be_sent_is_not_offered_again(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    page, kept = look(visitor, GOOD), stand.central.store.queue

    def lost(*_told: object) -> int:
        raise StoreUnsure("gone")

    stand.central.store.queue = lost  # type: ignore[method-assign,assignment]
    assert "may be done or not" in send(visitor, page).text
    stand.central.store.queue = kept  # type: ignore[method-assign]
    send(visitor, page)
    assert letters(stand) == 0
