"""Receipts: found by their code, printed again as copies, discarded by choice and nothing else."""

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.core.papers_number import receipt_code
from kiosk.core.prints import JobState
from kiosk.core.receipts import Doc, Qr, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ParcelState
from kiosk.hw.ports import PrintDone, PrintOutcome
from kiosk.store.prints import JobRow
from kiosk.workflows.brought import Taken
from kiosk.workflows.papers import Papers
from kiosk.workflows.receipts import ReceiptCard
from kiosk.workflows.views import CustomerCard, Issued
from tests.workflows.conftest import CELLS, Point
from tests.workflows.test_dropoffs import CODE, DIRECT, SEEN


def issue(point: Point, *parcels: str, language: str = "") -> str:
    """Hand parcels over; tells the visit."""
    card = point.desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session
    for parcel in parcels:
        point.desk.issue.pick(card.session.session, parcel)
    assert isinstance(point.desk.issue.complete(card.session.session, language=language), Issued)
    return card.session.session


@pytest.fixture
def receipt(point: Point) -> str:
    """The receipt of two parcels, that waits for the printer."""
    point.stock("c1", "P2", "P1")
    point.take_papers()
    issue(point, "P1", "P2")
    return card_of(point, "P1").receipt


def card_of(point: Point, parcel: str) -> ReceiptCard:
    card = point.desk.receipts.of_parcel(parcel)
    assert isinstance(card, ReceiptCard), card
    return card


def why(answer: object) -> Reason | None:
    return answer.reason if isinstance(answer, Refused) else None


def jobs(point: Point, state: JobState) -> tuple[JobRow, ...]:
    return point.store.prints.in_state(state)


def texts(job: JobRow) -> list[str]:
    doc = msgspec.json.decode(job.doc, type=Doc)
    return [e.left for e in doc.elements if isinstance(e, Text)]


# -- what it was of ------------------------------------------------------------------------------


def test_every_parcel_of_a_visit_has_its_receipt_also_after_a_restart(
    point: Point, receipt: str
) -> None:
    point.restart()
    point.sign_in("anna")
    assert {card_of(point, name).receipt for name in ("P1", "P2")} == {receipt}
    last = point.desk.issue.last()
    assert last
    assert last.receipt_job == receipt


def test_a_receipt_opens_the_first_parcel_of_its_visit_and_hands_nothing_over(
    point: Point, receipt: str
) -> None:
    before = point.store.journal.head()
    assert point.desk.receipts.parcel_of(receipt) == "P1"
    assert point.store.journal.head() == before
    assert point.lights.now == {}


@pytest.mark.parametrize("text", ["", "nothing", "P1", "'; DROP TABLE print_job; --", "0" * 5000])
def test_a_receipt_of_somewhere_else_is_not_known(point: Point, receipt: str, text: str) -> None:
    assert text != receipt
    assert why(point.desk.receipts.parcel_of(text)) is Reason.RECEIPT_NOT_KNOWN
    assert why(point.desk.receipts.card(text)) is Reason.RECEIPT_NOT_KNOWN
    assert why(point.desk.receipts.reprint(text)) is Reason.RECEIPT_NOT_KNOWN


def test_a_job_that_is_no_receipt_opens_nothing(point: Point) -> None:
    with point.counter.unit():
        act = Papers(point.counter).queue(Doc("act", ()))
        blank = Papers(point.counter).queue(Doc("receipt", ()))
    for job in (act, blank):
        assert why(point.desk.receipts.parcel_of(job)) is Reason.RECEIPT_NOT_KNOWN


def test_an_undone_issue_has_no_receipt_to_print_and_the_next_one_its_own(
    point: Point, receipt: str
) -> None:
    (visit,) = [e.facts.session for e in point.events("session.completed")]  # type: ignore[attr-defined]
    point.desk.issue.undo(visit)
    assert why(point.desk.receipts.of_parcel("P1")) is Reason.RECEIPT_NOT_KNOWN
    assert point.desk.receipts.parcel_of(receipt) == "P1", "the paper is void, not unknown"
    point.clock.pass_ms(1)
    point.desk.issue.complete(visit)
    assert card_of(point, "P1").receipt != receipt


def test_what_was_never_handed_over_has_none(point: Point) -> None:
    point.stock("c1", "P1")
    assert why(point.desk.receipts.of_parcel("P1")) is Reason.RECEIPT_NOT_KNOWN
    assert why(point.desk.receipts.of_parcel("P9")) is Reason.NOT_KNOWN_HERE


# -- once more -----------------------------------------------------------------------------------


def test_a_copy_says_so_and_is_not_queued_twice(point: Point, receipt: str) -> None:
    assert card_of(point, "P1").waits
    assert why(point.desk.receipts.reprint(receipt)) is Reason.RECEIPT_WAITS
    point.take_papers()
    assert not card_of(point, "P1").waits
    assert point.desk.receipts.reprint(receipt) is None
    assert why(point.desk.receipts.reprint(receipt)) is Reason.RECEIPT_WAITS
    (copy,) = jobs(point, JobState.QUEUED)
    assert copy.copy_of == receipt
    first = point.store.prints.get(receipt)
    assert first
    assert texts(copy) == ["Copy", *texts(first)]
    point.take_papers()
    point.desk.receipts.reprint(receipt)
    (again,) = jobs(point, JobState.QUEUED)
    assert texts(again) == texts(copy), "a copy of the first, never of a copy"


def test_a_copy_is_in_the_language_of_its_receipt(point: Point) -> None:
    point.speaks = {"pt": replace(point.wording, words=lambda s: f"pt {s}")}
    point.restart()
    point.sign_in("anna")
    point.stock("c1", "P1")
    point.take_papers()
    issue(point, "P1", language="pt")
    point.take_papers()
    point.desk.receipts.reprint(card_of(point, "P1").receipt)
    assert texts(jobs(point, JobState.QUEUED)[0])[:2] == ["pt Copy", "pt Parcels handed over"]


def test_a_receipt_in_doubt_is_answered_before_it_is_copied(point: Point, receipt: str) -> None:
    point.desk.prints.pump()
    point.desk.prints.done(PrintDone(receipt, PrintOutcome.UNCERTAIN, 0.0))
    assert why(point.desk.receipts.reprint(receipt)) is Reason.WRONG_STATE


# -- thrown away ---------------------------------------------------------------------------------


def test_receipts_are_discarded_and_nothing_else_is(point: Point, receipt: str) -> None:
    with point.counter.unit():
        papers = Papers(point.counter)
        kinds = ("act", "label", "card", "ticket", "slip")
        others = [papers.queue(Doc(kind, ())) for kind in kinds]
    named = [receipt, receipt, "nothing", *others]
    assert point.desk.receipts.discard(named) == 1
    assert [job.id for job in jobs(point, JobState.QUEUED)] == others
    (gone,) = jobs(point, JobState.DISCARDED)
    assert (gone.id, gone.detail) == (receipt, "by_person")
    assert gone.ended_at == point.clock.stamp.at
    parcel = point.store.parcels.get("P1")
    assert parcel
    assert parcel.state is ParcelState.ISSUED
    while point.desk.prints.pump():
        name = point.paper.jobs[-1][0]
        assert name != receipt
        point.desk.prints.done(PrintDone(name, PrintOutcome.PRINTED, 0.0))


def test_a_receipt_on_its_way_to_the_paper_is_not_discarded(point: Point, receipt: str) -> None:
    point.desk.prints.pump()
    assert why(point.desk.receipts.discard([receipt])) is Reason.WRONG_STATE
    assert [job.id for job in jobs(point, JobState.SENDING)] == [receipt]
    assert why(point.desk.receipts.discard([])) is Reason.WRONG_STATE


def test_what_was_discarded_is_printed_again_if_asked_for(point: Point, receipt: str) -> None:
    point.desk.receipts.discard([receipt])
    assert point.desk.receipts.reprint(receipt) is None
    assert [job.copy_of for job in jobs(point, JobState.QUEUED)] == [receipt]


def test_who_brings_something_has_a_receipt_that_opens_it(point: Point) -> None:
    point.counter.ensure_cell_map((*CELLS, DIRECT))
    taken = point.desk.dropoffs.accept(CODE, SEEN)
    assert isinstance(taken, Taken)
    assert taken.receipt_job
    assert point.desk.receipts.parcel_of(taken.receipt_job) == CODE
    assert card_of(point, CODE).receipt == taken.receipt_job
    (job,) = jobs(point, JobState.QUEUED)
    doc = msgspec.json.decode(job.doc, type=Doc)
    assert Qr(receipt_code(job.id), 4) in doc.elements
