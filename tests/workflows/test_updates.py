"""Releases at the counter: one waits, is begun in its window, and its end is told."""

import pytest
from msgspec.structs import replace

from kiosk.core.messages import Message
from kiosk.core.notice_words import NoticeKind
from kiosk.core.refusals import Reason, Refused
from kiosk.core.update_words import Cause, Step
from kiosk.core.updates import Progress, UpdateAvailable, UpdateWithdrawn
from kiosk.core.words import ClockQuality
from kiosk.hw.sim.updater import SimUpdater
from kiosk.workflows.outcome import rejected
from kiosk.workflows.updates import UpdateLetters, Updates
from tests.workflows.conftest import HOUR_MS, Point

LETTER = UpdateAvailable("r1", "2.0.0", 20, "https://m.example/k.kup", "a" * 64, 100)
ALWAYS = replace(LETTER, from_min=0, to_min=1440)
NEWER = replace(ALWAYS, update="r2", version="2.1.0", serial=21)


class Box:
    """A counter whose updater a test drives by a clock of its own."""

    def __init__(self, point: Point, fault: Cause | None = None) -> None:
        self.point, self.mono = point, 0.0
        self.updater = SimUpdater(lambda: self.mono, "1.0.0", 1.0, fault)
        self.point.counter.signed_in = None
        self._made()

    def _made(self) -> None:
        self.updates = Updates(self.point.counter, self.updater)

    def restart(self) -> None:
        self.point.restart()
        self._made()

    def live(self, turns: int = 5) -> list[str]:
        """Let time pass; return what the journal was told of updates in all."""
        for _ in range(turns):
            self.updates.tick()
            self.mono += 1
        return [event.type for event in self.point.events("update.")]

    def step(self) -> Step | None:
        offer = self.updates.offer()
        return offer.step if offer else None


@pytest.fixture
def box(point: Point) -> Box:
    return Box(point)


def test_an_offer_is_kept_and_people_who_may_are_told(point: Point) -> None:
    point.mail(LETTER, LETTER)
    point.desk.notices.tick()
    assert point.desk.notices.told() == ()  # a clerk has other work
    point.sign_in("oleg")
    (told,) = point.desk.notices.told()
    assert (told.notice.kind, told.notice.subject) == (NoticeKind.UPDATE_READY, "2.0.0")
    assert point.outcomes()[-2:] == [("applied", "")] * 2
    point.restart()
    offer = point.desk.updates.offer()
    assert offer is not None
    assert (offer.letter, offer.waits) == (LETTER, True)


def test_an_offer_that_is_withdrawn_waits_no_more(point: Point) -> None:
    point.mail(LETTER, UpdateWithdrawn("r9"), UpdateWithdrawn("r1"), UpdateWithdrawn("r1"))
    assert point.outcomes()[-3:] == [("rejected", "not_here"), ("applied", ""),
                                     ("rejected", "not_here")]  # fmt: skip
    assert point.desk.updates.offer() is None
    point.desk.notices.tick()
    point.sign_in("oleg")
    assert point.desk.notices.told() == ()


def test_weeks_of_letters_at_once_leave_the_newest_offer(point: Point) -> None:
    point.mail(LETTER, UpdateWithdrawn("r1"), NEWER, replace(LETTER, update="r3"))
    assert point.outcomes()[-1] == ("rejected", "downgrade")
    offer = point.desk.updates.offer()
    assert offer is not None
    assert offer.letter == NEWER


def test_it_is_installed_in_its_window_and_each_step_told(box: Box) -> None:
    box.point.mail(ALWAYS)
    assert box.live() == ["update.begun", "update.installed", "update.confirmed"]
    assert box.step() is Step.CONFIRMED
    assert box.live() == ["update.begun", "update.installed", "update.confirmed"]
    assert {event.actor for event in box.point.events("update.")} == {"system"}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Cause.BAD_SIGNATURE, ["update.begun", "update.failed"]),
        (Cause.CRASHED, ["update.begun", "update.installed", "update.rolled_back"]),
    ],
)
def test_what_does_not_hold_is_told_with_its_cause(
    point: Point, fault: Cause, told: list[str]
) -> None:
    box = Box(point, fault)
    point.mail(ALWAYS)
    assert box.live(9) == told  # and is not tried again by itself
    assert point.events("update.")[-1].facts.cause == fault  # type: ignore[attr-defined]
    point.mail(replace(ALWAYS, update="r3"))
    wanted = ("rejected", "tried") if fault is Cause.CRASHED else ("applied", "")
    assert point.outcomes()[-1] == wanted


def test_a_plug_that_was_pulled_loses_no_step(box: Box) -> None:
    box.point.mail(ALWAYS)
    box.live(1)
    box.mono += 9  # it went on and ended while nobody looked
    box.restart()
    assert box.live() == ["update.begun", "update.installed", "update.confirmed"]


def test_it_is_not_begun_while_somebody_would_miss_the_counter(box: Box) -> None:
    point = box.point
    point.mail(LETTER)  # no window at all
    assert box.live() == []
    point.mail(UpdateWithdrawn("r1"), ALWAYS)
    point.sign_in("anna")
    assert box.live() == []
    point.clock.doubt(ClockQuality.UNSURE)
    point.counter.signed_in = None
    assert box.live() == []
    point.clock.doubt(ClockQuality.NTP)
    point.sign_in("anna")
    point.stock("c1", "P1")
    assert not isinstance(point.desk.issue.open(point.shown("c1")), Refused)
    point.counter.signed_in = None
    assert box.live() == []  # a visit goes on
    point.sign_in("anna")
    (visit,) = point.store.sessions.live()
    point.desk.issue.cancel(visit.session)
    point.counter.signed_in = None
    assert box.live()


def test_what_has_begun_is_not_called_back_and_nothing_takes_its_place(box: Box) -> None:
    box.point.mail(ALWAYS)
    box.live(2)
    box.point.mail(UpdateWithdrawn("r1"), NEWER)
    assert box.point.outcomes()[-2:] == [("rejected", "begun"), ("rejected", "busy")]
    assert box.live()[-1] == "update.confirmed"
    box.point.mail(NEWER)
    assert box.step() is Step.ACCEPTED


def test_a_technician_begins_it_and_tries_again_what_went_back(point: Point) -> None:
    box = Box(point, Cause.HUNG)
    point.mail(LETTER)
    point.sign_in("anna")
    no = box.updates.begin()
    assert isinstance(no, Refused)
    assert no.reason is Reason.NOT_ALLOWED
    point.sign_in("oleg")
    assert box.updates.begin() is None
    assert box.live()[-1] == "update.rolled_back"
    box.updater.fault = None
    assert box.updates.begin() is None
    assert box.live()[-1] == "update.confirmed"
    assert box.updates.begin() == Refused(Reason.NOT_KNOWN_HERE)


def test_a_box_that_nobody_updates_keeps_the_offer(point: Point) -> None:
    point.mail(ALWAYS)
    point.sign_in("oleg")
    assert point.desk.updates.begin() == Refused(Reason.NOT_CONNECTED)
    point.counter.signed_in = None
    point.desk.updates.tick()
    assert point.events("update.") == []
    point.clock.pass_ms(HOUR_MS)
    offer = point.desk.updates.offer()
    assert offer is not None
    assert offer.waits


def test_the_version_that_runs_is_not_taken(point: Point) -> None:
    letters = UpdateLetters(point.counter, "2.0.0")
    message = Message("m1", "update.available", 1, 0, "system", LETTER)
    with point.counter.unit():
        assert letters.obey(message) == rejected("has_it")
    assert point.desk.updates.offer() is None


class SlowUpdater:
    """Takes up what it was told only when a test lets it, as one in another process does."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.told: Progress | None = None

    def begin(self, letter: UpdateAvailable, attempt: int) -> None:
        """Note it down."""
        assert letter == ALWAYS
        self.asked.append(attempt)

    def progress(self) -> Progress | None:
        """Return what the test set."""
        return self.told

    def tell(self, step: Step, cause: str = "") -> None:
        """Be so far with what was asked last."""
        self.told = Progress("r1", self.asked[-1], step, "1.0.0", cause)


@pytest.fixture
def slow(point: Point) -> tuple[Updates, SlowUpdater]:
    updater = SlowUpdater()
    point.mail(ALWAYS)
    point.counter.signed_in = None
    return Updates(point.counter, updater), updater


@pytest.mark.parametrize(("letter", "why"), [(UpdateWithdrawn("r1"), "begun"), (NEWER, "busy")])
def test_what_the_updater_was_asked_is_begun_at_once(
    point: Point,
    slow: tuple[Updates, SlowUpdater],
    letter: UpdateWithdrawn | UpdateAvailable,
    why: str,
) -> None:
    updates, updater = slow
    updates.tick()
    assert updater.asked
    point.mail(letter)  # before the next tick
    assert point.outcomes()[-1] == ("rejected", why)
    updater.tell(Step.CONFIRMED)
    updates.tick()
    told = [event.type for event in point.events("update.")]
    assert told == ["update.begun", "update.installed", "update.confirmed"]


def test_a_plug_pulled_before_the_updater_heard_of_it_asks_it_again(
    point: Point, slow: tuple[Updates, SlowUpdater]
) -> None:
    updates, updater = slow
    updates.tick()
    updates.tick()
    assert updater.asked == [updater.asked[0]] * 2  # the same attempt
    updater.tell(Step.BEGUN)
    updates.tick()
    assert len(updater.asked) == 2
    assert len(point.events("update.")) == 1


def test_an_earlier_attempts_failure_is_not_told_of_the_next(
    point: Point, slow: tuple[Updates, SlowUpdater]
) -> None:
    updates, updater = slow
    updates.tick()
    updater.tell(Step.FAILED, "no_network")
    updates.tick()
    point.sign_in("oleg")
    assert updates.begin() is None
    updates.tick()  # it still says what it said
    assert [event.type for event in point.events("update.")][-1] == "update.begun"
    updater.tell(Step.CONFIRMED)
    updates.tick()
    told = [event.type for event in point.events("update.")]
    assert told[1:] == ["update.failed", "update.begun", "update.installed", "update.confirmed"]
