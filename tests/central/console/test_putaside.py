"""Quarantine at the console: looked at, taken in again once, or left with a reason."""

import pytest

from kiosk.central.console.putaside import dump, what
from kiosk.central.retention import QUARANTINE_DAYS
from kiosk.central.users import Role
from tests.central.conftest import Box, life
from tests.central.console.stand import Stand
from tests.central.test_overtaken import WHO
from tests.central.test_replaying import put_aside


def _trouble(stand: Stand) -> None:
    box = Box()
    box.write(b"<script>alert(1)</script>\xff\x00")
    stand.central.take(box.hello(), box.batch(1))


def _readable(stand: Stand) -> int:
    box = Box()
    box.tell(*life("P1"))
    stand.central.take(box.hello(), box.batch(1))
    put_aside(stand.central, box.head)
    return box.head


def test_bytes_are_shown_as_text_and_left_with_a_reason(stand: Stand) -> None:
    _trouble(stand)
    visitor = stand.signed_in(Role.OPERATOR)
    page = visitor.get("/quarantine").text
    for words in ("3c 73 63 72 69 70 74", "&lt;script&gt;aler", "cannot read it: DecodeError"):
        assert words in page
    assert 'value="replay"' not in page, "this version cannot read it"
    told = {"n": "1", "action": "leave", "words": "the box was mended"}
    visitor.post("/quarantine/settle", "/quarantine", **{**told, "words": " "})
    assert "say in a few words" in visitor.get("/quarantine").text
    visitor.post("/quarantine/settle", "/quarantine", **told)
    page = visitor.get("/quarantine").text
    assert "the box was mended" in page
    assert f"In {QUARANTINE_DAYS} days its bytes go" in page
    assert stand.deeds()[-1][1:] == ("quarantine.leave", "1", "done")


def test_an_event_is_taken_in_once(stand: Stand) -> None:
    n = _readable(stand)
    visitor = stand.signed_in(Role.OPERATOR)
    assert "can read it by now" in visitor.get("/quarantine").text
    visitor.post("/quarantine/settle", "/quarantine", n="1", action="replay")
    assert f"number {n} of box-1 is taken in" in visitor.get("/quarantine").text
    assert stand.central.store.questions.counts("p1").parcels == {"issued": 1}
    visitor.post("/quarantine/settle", "/quarantine", n="1", action="replay")
    page = visitor.get("/quarantine").text
    assert "it was taken in already" in page
    assert 'value="replay"' not in page
    assert [deed[1:] for deed in stand.deeds() if deed[1].startswith("quarantine")] == [
        ("quarantine.replay", "1", "done"),
        ("quarantine.replay", "1", "it was taken in already"),
    ]


def test_who_takes_in_what_was_overtaken_hears_of_the_later_word(stand: Stand) -> None:
    box = Box()
    box.tell(*WHO)
    stand.central.take(box.hello(), box.batch(1))
    put_aside(stand.central, 2)
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.client.cookies.set("language", "pt")
    visitor.post("/quarantine/settle", "/quarantine", n="1", action="replay")
    page = visitor.get("/quarantine").text
    assert "o número 2 de box-1 foi recebido, mas vale o que foi informado depois" in page
    assert "conflito a examinar" in page


@pytest.mark.input
@pytest.mark.parametrize(
    ("n", "action"),
    [("", "replay"), ("x", "replay"), ("-1", "leave"), ("1", "eat"), ("9" * 16, "")],
)
def test_a_strange_wish_is_refused(stand: Stand, n: str, action: str) -> None:
    answer = stand.signed_in().post("/quarantine/settle", "/conflicts", n=n, action=action)
    assert answer.status_code == 400


def test_what_was_put_aside_is_called_by_what_it_was() -> None:
    assert what("skipped: hole") == "Numbers that its box never had"
    assert what("up/events: fault") == "A packet that could not be read"
    assert what("moon") == "moon"


def test_bytes_are_written_in_lines_of_sixteen() -> None:
    assert dump(b"") == ""
    assert dump(bytes(range(65, 82))).splitlines() == [
        "0000  41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP",
        "0010  51                                               Q",
    ]
