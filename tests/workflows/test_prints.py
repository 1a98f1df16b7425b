"""Papers: owed in the action's unit, never printed twice by themselves."""

import pytest

from kiosk.core.receipts import Doc, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.hw.ports import PrintDone, PrintOutcome
from kiosk.workflows.papers import Papers
from kiosk.workflows.prints import REST_MS, Press, Prints
from tests.workflows.conftest import Paper, Point

RECEIPT = Doc("receipt", (Text("Lamp", "10.00"),))
ACT = Doc("act", (Text("Act"),))
HALF_AN_HOUR = 30 * 60_000


@pytest.fixture
def queued(point: Point) -> Point:
    """A point with one receipt in the queue."""
    with point.counter.unit():
        Papers(point.counter).queue(RECEIPT)
    return point


def _states(point: Point) -> list[str]:
    return [job.state for job in point.desk.prints.waiting()]


def _done(point: Point, outcome: PrintOutcome, job: str = "") -> None:
    name = job or point.paper.jobs[-1][0]
    point.desk.prints.done(PrintDone(name, outcome, 0.0))


def test_a_paper_is_drawn_handed_over_and_done(queued: Point) -> None:
    assert queued.desk.prints.pump()
    assert queued.paper.drawn == [RECEIPT]
    assert _states(queued) == ["sending"]
    _done(queued, PrintOutcome.PRINTED)
    assert queued.desk.prints.waiting() == ()
    assert not queued.desk.prints.pump()


def test_one_paper_is_printed_at_a_time_the_oldest_first(queued: Point) -> None:
    with queued.counter.unit():
        Papers(queued.counter).queue(ACT)
    assert queued.desk.prints.pump()
    assert not queued.desk.prints.pump()
    _done(queued, PrintOutcome.PRINTED)
    assert queued.desk.prints.pump()
    assert [blob for _, blob in queued.paper.jobs] == [b"receipt", b"act"]


def test_a_paper_waits_for_a_printer_that_cannot_print(queued: Point) -> None:
    queued.paper.ready = False
    for _ in range(5):
        assert not queued.desk.prints.pump()
    assert _states(queued) == ["queued"]
    queued.paper.ready = True
    assert not queued.desk.prints.pump()
    queued.clock.pass_ms(REST_MS)
    assert queued.desk.prints.pump()
    assert len(queued.paper.drawn) == 1  # drawn once, its bytes never change


def test_an_old_receipt_is_dropped_and_an_old_act_is_not(queued: Point) -> None:
    with queued.counter.unit():
        Papers(queued.counter).queue(ACT)
    queued.clock.pass_ms(HALF_AN_HOUR + 1)
    assert not queued.desk.prints.pump()
    assert queued.desk.prints.pump()
    assert [doc.kind for doc in queued.paper.drawn] == ["act"]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(PrintOutcome.NOT_STARTED, ["queued"]), (PrintOutcome.CUT_SHORT, ["queued"])],
)
def test_what_was_not_printed_is_tried_again(
    queued: Point, outcome: PrintOutcome, state: list[str]
) -> None:
    queued.desk.prints.pump()
    _done(queued, outcome)
    assert _states(queued) == state


def test_a_paper_cut_short_is_torn_off_before_it_comes_again(queued: Point) -> None:
    queued.desk.prints.pump()
    _done(queued, PrintOutcome.CUT_SHORT)
    queued.clock.pass_ms(REST_MS)
    queued.desk.prints.pump()
    assert [blob for _, blob in queued.paper.jobs] == [b"receipt", b"torn off, receipt"]


def test_a_try_that_did_not_reach_the_paper_does_not_count(queued: Point) -> None:
    for outcome in (PrintOutcome.NOT_STARTED, PrintOutcome.NOT_STARTED, PrintOutcome.CUT_SHORT):
        assert queued.desk.prints.pump()
        _done(queued, outcome)
        queued.clock.pass_ms(REST_MS)
    assert _states(queued) == ["queued"]


def test_a_paper_that_cannot_be_drawn_fails_and_stops_no_other(point: Point) -> None:
    with point.counter.unit():
        papers = Papers(point.counter)
        papers.queue(Doc("too_wide", ()))
        papers.queue(ACT)
    assert not point.desk.prints.pump()
    assert point.desk.prints.pump()
    assert [doc.kind for doc in point.paper.drawn] == ["act"]


def test_a_paper_cut_short_three_times_is_given_up(queued: Point) -> None:
    for _ in range(3):
        assert queued.desk.prints.pump()
        _done(queued, PrintOutcome.CUT_SHORT)
        queued.clock.pass_ms(REST_MS)
    assert queued.desk.prints.waiting() == ()


@pytest.mark.parametrize(("printed", "left"), [(True, []), (False, ["queued"])])
def test_a_person_says_what_came_out(queued: Point, printed: bool, left: list[str]) -> None:  # noqa: FBT001
    queued.desk.prints.pump()
    _done(queued, PrintOutcome.UNCERTAIN)
    assert not queued.desk.prints.pump()
    doubt = queued.desk.prints.uncertain()
    assert doubt
    assert queued.desk.prints.answer(doubt.job_id, printed=printed) is None
    assert queued.desk.prints.uncertain() is None
    assert _states(queued) == left
    answer = queued.desk.prints.answer(doubt.job_id, printed=printed)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.WRONG_STATE


def test_a_paper_being_printed_when_the_plug_was_pulled_is_in_doubt(queued: Point) -> None:
    queued.desk.prints.pump()
    queued.restart()
    assert queued.desk.prints.uncertain()
    assert not queued.desk.prints.pump()
    _done(queued, PrintOutcome.PRINTED)  # a word of the former life changes nothing
    assert queued.desk.prints.uncertain()


def test_a_copy_is_a_new_job(queued: Point) -> None:
    queued.desk.prints.pump()
    job = queued.paper.jobs[0][0]
    assert isinstance(queued.desk.prints.again(job), Refused)
    _done(queued, PrintOutcome.PRINTED)
    assert queued.desk.prints.again(job) is None
    (copy,) = queued.desk.prints.waiting()
    assert copy.job_id != job
    (paper,) = queued.take_papers()
    assert paper.elements[0] == Text("Copy", bold=True, centred=True)
    assert isinstance(queued.desk.prints.again("nothing"), Refused)


def test_a_paper_too_long_is_given_up(queued: Point) -> None:
    queued.paper.draw = lambda _: b"x" * (512 * 1024 + 1)  # type: ignore[method-assign]
    queued.restart()
    assert not queued.desk.prints.pump()
    assert queued.desk.prints.waiting() == ()


def test_a_disk_that_takes_no_writes_stops_no_paper_thread(queued: Point) -> None:
    queued.desk.prints.pump()
    queued.read_only()
    _done(queued, PrintOutcome.PRINTED)
    assert _states(queued) == ["sending"]
    assert queued.desk.health.storage() == "read_only"


def test_papers_wait_for_a_disk_that_takes_writes(queued: Point) -> None:
    queued.read_only()
    assert not queued.desk.prints.pump()
    assert queued.paper.jobs == []
    queued.desk.start()


def test_a_word_about_an_unknown_paper_is_ignored(queued: Point) -> None:
    _done(queued, PrintOutcome.PRINTED, "nothing")
    assert _states(queued) == ["queued"]


# -- two printers ----------------------------------------------------------------------------------

LABEL = Doc("label", (Text("A-07"),))
CARD = Doc("card", (Text("OK"),))


def _with_labels(point: Point) -> tuple[Prints, Paper]:
    """A queue with a label printer beside the point's own."""
    labels = Paper()
    main = Press(point.paper.draw, point.paper.hand_over, b"torn off, ")
    beside = Press(labels.draw, labels.hand_over, b"torn, ")
    return Prints(point.counter, main, beside, point.wording), labels


def _queue(point: Point, *docs: Doc) -> None:
    for doc in docs:
        with point.counter.unit():
            Papers(point.counter).queue(doc)


def test_labels_and_cards_go_to_the_label_printer(point: Point) -> None:
    prints, labels = _with_labels(point)
    _queue(point, RECEIPT, LABEL, CARD, ACT)
    while prints.pump():
        for job in prints.waiting():
            if job.state == "sending":
                prints.done(PrintDone(job.job_id, PrintOutcome.PRINTED, 0.0))
    assert [blob for _, blob in point.paper.jobs] == [b"receipt", b"act"]
    assert [blob for _, blob in labels.jobs] == [b"label", b"card"]


def test_without_a_label_printer_everything_goes_to_the_printer(queued: Point) -> None:
    _queue(queued, LABEL)
    queued.desk.prints.pump()
    _done(queued, PrintOutcome.PRINTED)
    queued.desk.prints.pump()
    assert [blob for _, blob in queued.paper.jobs] == [b"receipt", b"label"]


def test_a_printer_that_cannot_print_holds_up_no_other(point: Point) -> None:
    prints, labels = _with_labels(point)
    labels.ready = False
    _queue(point, LABEL, RECEIPT)
    assert prints.pump()
    assert [blob for _, blob in point.paper.jobs] == [b"receipt"]
    labels.ready = True
    assert not prints.pump()  # it rests, and the receipt is not done yet
    prints.rouse()
    assert prints.pump()
    assert [blob for _, blob in labels.jobs] == [b"label"]


@pytest.mark.parametrize("outcome", [PrintOutcome.CUT_SHORT, PrintOutcome.UNCERTAIN])
def test_what_may_hang_out_of_the_printer_is_torn_off_before_any_other_paper(
    queued: Point, outcome: PrintOutcome
) -> None:
    for _ in range(3):
        queued.desk.prints.pump()
        _done(queued, outcome)
        queued.clock.pass_ms(REST_MS)
    _queue(queued, ACT, LABEL)
    queued.desk.prints.pump()
    _done(queued, PrintOutcome.PRINTED)
    queued.desk.prints.pump()
    assert [blob for _, blob in queued.paper.jobs][-2:] == [b"torn off, act", b"label"]


def test_after_a_restart_amid_a_paper_the_next_begins_with_a_cut(queued: Point) -> None:
    queued.desk.prints.pump()
    queued.restart()
    _queue(queued, ACT)
    queued.desk.prints.pump()
    assert queued.paper.jobs[-1][1] == b"torn off, act"
