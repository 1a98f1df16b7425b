"""Owing a paper: it is queued with what owes it, or not at all."""

import pytest

from kiosk.core.receipts import Doc, Text
from kiosk.workflows.papers import Papers
from tests.workflows.conftest import T0, Point

ACT = Doc("act", (Text("Act"),))


def test_a_paper_is_queued_with_the_unit_it_belongs_to(point: Point) -> None:
    with point.counter.unit():
        job = Papers(point.counter).queue(ACT, copy_of="job-0")
    row = point.store.prints.get(job)
    assert row
    assert (row.kind, row.state, row.created_at, row.copy_of) == ("act", "queued", T0, "job-0")


def test_a_paper_of_a_failed_unit_is_not_owed(point: Point) -> None:
    def queued_then_failed() -> None:
        with point.counter.unit():
            Papers(point.counter).queue(ACT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        queued_then_failed()
    assert point.desk.prints.waiting() == ()
