"""A recovered file is told until somebody with the right has taken note of it."""

import pytest

from kiosk.core.facts.box import StorageConfirmed, StorageRecovered
from kiosk.core.refusals import Reason, Refused
from kiosk.workflows.recovery import Recovery
from tests.workflows.conftest import Point

FACT = StorageRecovered("backup", 10, 20)


@pytest.fixture
def recovered(point: Point) -> Recovery:
    with point.desk.counter.unit():
        point.desk.counter.record(FACT, actor="system")
    return Recovery(point.desk.counter)


def test_a_box_that_never_was_recovered_has_nothing_to_tell(point: Point) -> None:
    assert point.desk.recovery.unconfirmed() is None
    point.sign_in("igor")
    assert point.desk.recovery.confirm() is None
    assert point.events("storage.confirmed") == []


def test_it_is_told_over_restarts_until_it_is_confirmed(point: Point, recovered: Recovery) -> None:
    assert recovered.unconfirmed() == FACT
    point.sign_in("igor")
    assert recovered.confirm() is None
    assert recovered.unconfirmed() is None
    assert Recovery(point.desk.counter).unconfirmed() is None
    (told,) = point.events("storage.confirmed")
    assert (told.facts, told.actor) == (StorageConfirmed(), "igor")


def test_a_clerk_may_not_confirm_it(point: Point, recovered: Recovery) -> None:
    point.sign_in("anna")
    refused = recovered.confirm()
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NOT_ALLOWED
    assert recovered.unconfirmed() == FACT


def test_a_second_recovery_is_told_after_the_first_was_confirmed(
    point: Point, recovered: Recovery
) -> None:
    point.sign_in("igor")
    recovered.confirm()
    with point.desk.counter.unit():
        point.desk.counter.record(StorageRecovered("salvage", 1, 2), actor="system")
    assert Recovery(point.desk.counter).unconfirmed() == StorageRecovered("salvage", 1, 2)


def test_the_question_uses_its_index(point: Point) -> None:
    plan = point.store.db.execute(
        "EXPLAIN QUERY PLAN SELECT body FROM journal"
        " WHERE type IN ('storage.recovered', 'storage.confirmed') ORDER BY seq DESC LIMIT 1"
    ).fetchall()
    assert "journal_storage" in str(plan)
