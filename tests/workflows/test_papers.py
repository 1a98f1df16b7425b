"""Owing a paper: it is queued with what owes it, or not at all."""

import msgspec
import pytest

from kiosk.core.acts import Act
from kiosk.core.prints import JobState
from kiosk.core.receipts import Doc, Qr, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ActKind
from kiosk.store.prints import JobRow
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


@pytest.fixture
def act(point: Point) -> Act:
    """An act that was printed for both sides."""
    with point.counter.unit():
        return Papers(point.counter).act(
            ActKind.SELLER, "v1", point.wording, lambda signed: Doc("act", (Qr(signed.act_no),))
        )


def jobs(point: Point) -> list[JobRow]:
    return list(point.store.prints.in_state(JobState.QUEUED))


def test_an_act_comes_again_as_it_was_signed_and_marked_as_a_copy(point: Point, act: Act) -> None:
    first, *_ = jobs(point)
    assert Papers(point.counter).again(act, point.wording) is None
    *_, copy = jobs(point)
    assert copy.copy_of == first.id
    doc = msgspec.json.decode(copy.doc, type=Doc)
    assert doc == Doc("act", (Text("Copy", bold=True, centred=True), Qr(act.act_no)))
    assert len(point.events("act.printed")) == 1, "it keeps its number"


def test_a_copy_is_never_made_of_a_copy(point: Point, act: Act) -> None:
    first, *_ = jobs(point)
    for _ in range(2):
        Papers(point.counter).again(act, point.wording)
    copies = [msgspec.json.decode(job.doc, type=Doc) for job in jobs(point)[2:]]
    assert copies[0] == copies[1]
    assert {job.copy_of for job in jobs(point)[2:]} == {first.id}


def test_acts_1_and_10_are_told_apart(point: Point, act: Act) -> None:
    for _ in range(9):
        with point.counter.unit():
            last = Papers(point.counter).act(
                ActKind.SELLER, "v2", point.wording, lambda signed: Doc("act", (Qr(signed.act_no),))
            )
    assert last.act_no == f"{act.act_no}0"
    Papers(point.counter).again(act, point.wording)
    assert Qr(act.act_no) in msgspec.json.decode(jobs(point)[-1].doc, type=Doc).elements


def test_an_act_another_box_printed_is_made_anew_only_if_it_says_the_same(
    point: Point, act: Act
) -> None:
    with point.counter.unit():
        point.store.db.execute("DELETE FROM print_job")
    papers = Papers(point.counter)
    other = Doc("act", (Qr(act.act_no), Text("Nothing was said of this")))
    for made in (None, other):
        refused = papers.again(act, point.wording, made)
        assert isinstance(refused, Refused)
        assert refused.reason is Reason.ACT_NOT_KEPT
    assert jobs(point) == []
    assert papers.again(act, point.wording, Doc("act", (Qr(act.act_no),))) is None
    assert jobs(point)[0].copy_of == act.act_no
