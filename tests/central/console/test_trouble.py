"""Conflicts, claims and quarantine: shown, decided once."""

import pytest

from kiosk.central.console.trouble import cases
from kiosk.central.replaying import QuarantineWish, asides
from kiosk.central.users import Role
from kiosk.core.facts.stockroom import BoxOpened, ParcelStored
from tests.central.conftest import Box, Central
from tests.central.console.stand import Stand


def _trouble(stand: Stand) -> None:
    box = Box()
    box.tell(ParcelStored("P9", "A-01"))  # nobody announced it
    box.tell(BoxOpened("D-1", "B-1", seal_ok=False))
    box.write(b"<script>alert(1)</script>\xff\x00")
    stand.central.take(box.hello(), box.batch(1))


def test_what_must_be_decided_is_shown_with_its_fact(stand: Stand) -> None:
    _trouble(stand)
    page = stand.signed_in(Role.VIEWER).get("/conflicts").text
    for words in ("a seal was broken", "parcel.stored", "P9"):
        assert words in page
    assert "/decide" not in page


def test_what_no_rule_knows_is_told_in_the_readers_language(stand: Stand) -> None:
    _trouble(stand)
    visitor = stand.signed_in(Role.VIEWER)
    visitor.client.cookies.set("language", "ru")
    page = visitor.get("/conflicts").text
    assert "сообщение терминала не сходится с учётом</h2>" in page
    assert '<code class="tech wrap" lang="en">Contradiction: ' in page


def test_it_is_decided_once_by_name(stand: Stand) -> None:
    _trouble(stand)
    anna, olga = stand.signed_in(name="anna"), stand.signed_in(name="olga")
    before = stand.central.store.questions.network(stand.at).conflicts_open
    told = {"kind": "conflict", "n": "1", "words": "counted: it is there"}
    anna.post("/decide", "/conflicts", **told)
    assert "anna: counted: it is there" in anna.get("/conflicts").text
    olga.post("/decide", "/conflicts", **{**told, "words": "another"})
    assert "Somebody else was quicker" in olga.get("/conflicts").text
    assert stand.central.rows("SELECT user_name, words FROM decided") == [
        ("anna", "counted: it is there")
    ]
    assert stand.central.store.questions.network(stand.at).conflicts_open == before - 1


def test_a_decision_without_words_is_none(stand: Stand) -> None:
    _trouble(stand)
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.post("/decide", "/conflicts", kind="claim", n="1", words="  ")
    assert "Say in a few words" in visitor.get("/conflicts").text
    assert stand.central.rows("SELECT * FROM decided") == []


@pytest.mark.input
@pytest.mark.parametrize(
    ("kind", "n"), [("", "1"), ("event", "1"), ("claim", ""), ("claim", "x"), ("claim", "-1")]
)
def test_a_strange_decision_is_refused(stand: Stand, kind: str, n: str) -> None:
    answer = stand.signed_in().post("/decide", "/conflicts", kind=kind, n=n, words="x")
    assert answer.status_code == 400


@pytest.mark.input
@pytest.mark.parametrize("kind", ["conflict", "claim"])
def test_what_there_is_not_cannot_be_decided(stand: Stand, kind: str) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.post("/decide", "/conflicts", kind=kind, n="9" * 18, words="x")
    assert "Nothing of this number" in visitor.get("/conflicts").text
    assert stand.central.rows("SELECT * FROM decided") == []


def test_what_nobody_decided_is_shown_however_old_it_is(central: Central) -> None:
    for n in range(1, 203):
        central.rows(
            "INSERT INTO conflict (n, point, event, kind, id, reason, taken_at)"
            " VALUES (?, 'p1', ?, 'parcel', 'P1', 'x', ?)",
            *(n, f"e{n}", n),
        )
        central.rows(
            "INSERT INTO claim (n, point, claim, kind, id, event, tasks, opened_at)"
            " VALUES (?, 'p1', 'x', 'parcel', 'P1', ?, '', ?)",
            *(n, f"e{n}", n),
        )
        central.rows(
            "INSERT INTO quarantine (n, device, epoch, seq, to_seq, reason, sha256, raw, times,"
            " taken_at) VALUES (?, 'box-1', 'e', ?, ?, 'x', 'x', ?, 1, ?)",
            *(n, n, n, b"", n),
        )
        if n > 1:
            with central.store.unit():
                for kind in ("conflict", "claim"):
                    assert central.store.decide(kind, n, "anna", "seen", n)
                central.store.replaying.settle(QuarantineWish(n, "leave", "seen"), "anna", n)
    found = cases(central.store._conn)
    assert {(one.kind, one.n) for one in found if not one.decided} == {
        ("conflict", 1),
        ("claim", 1),
    }
    assert [one.n for one in found[:2]] == [1, 1]
    assert asides(central.store._conn, 9)[0].n == 1
