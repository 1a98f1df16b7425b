"""Releases and roll-outs as they stand, read beside the central."""

import pytest

from kiosk.central.rollout_book import OVER, SILENT_MS, Noted, RolloutBook, State
from kiosk.core.facts.updating import UpdateBegun, UpdateConfirmed
from kiosk.core.update_words import Step
from tests.central.conftest import T0, Central
from tests.central.rolling import ALL, CANARY, EARLY, Rolling, manifest, release


@pytest.fixture
def rolling(central: Central) -> Rolling:
    return Rolling(central)


@pytest.fixture
def book(rolling: Rolling) -> RolloutBook:
    return RolloutBook(rolling.central.store._conn)


def test_releases_are_told_the_newest_first(rolling: Rolling, book: RolloutBook) -> None:
    rolling.wish(release("2.1.0", 21), by="olga")
    newest, first = book.releases()
    assert (newest.version, newest.serial, newest.added_by, newest.added_at) == (
        *("2.1.0", 21, "olga"),
        T0,
    )
    assert first.manifest == manifest()
    assert book.release("2.0.0") == first
    assert book.release("9") is None


def test_a_point_that_nobody_put_anywhere_is_in_the_last_ring(
    rolling: Rolling, book: RolloutBook
) -> None:
    rolling.join("p5", "box-5")
    assert [(point, ring) for point, _, ring in book.rings()] == [
        ("p1", CANARY),
        ("p2", EARLY),
        ("p3", EARLY),
        ("p4", ALL),
        ("p5", ALL),
    ]


def test_a_rollout_tells_how_far_its_boxes_are(rolling: Rolling, book: RolloutBook) -> None:
    rolling.start(ring="early")
    rolling.confirm("p1")
    rolling.go_back("p2")
    one = rolling.now()
    assert one.counts == {Step.CONFIRMED: 1, Step.ROLLED_BACK: 1, Step.OFFERED: 1}
    assert [box.is_bad for box in one.boxes] == [False, True, False]
    assert one.actions == ("resume", "withdraw")
    assert not one.is_over
    assert book.notes("r1")[0] == Noted(rolling.at, "system", "halted", "box-2")
    assert book.get("r9") is None
    assert {State.WITHDRAWN, State.SUPERSEDED} == OVER


def test_a_box_that_told_no_outcome_for_a_day_is_named(rolling: Rolling) -> None:
    rolling.start(ring="early")
    rolling.tell("p1", UpdateBegun("r1", "2.0.0"))
    rolling.confirm("p2")
    one = rolling.now()
    assert one.silent(rolling.at + SILENT_MS - 1) == ()
    assert [box.device for box in one.silent(rolling.at + SILENT_MS)] == ["box-1"]
    assert "advance" in one.actions, "whoever decides may go on without it"
    rolling.tend(25)
    rolling.tell("p1", UpdateConfirmed("r1", "2.0.0"))  # it started again, and could tell
    assert rolling.now().silent(rolling.at + SILENT_MS) == ()
