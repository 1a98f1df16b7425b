"""What the staff are told: made of how things stand, seen by each for themselves, gone with it."""

import pytest
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.facts.noticing import NoticeRead
from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.posts import MessagePosted, MessageWithdrawn, Posted
from kiosk.core.receipts import Text
from kiosk.core.refusals import Reason, Refused
from kiosk.core.space import Storage
from kiosk.core.words import Right
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.workflows.notices import Unread
from tests.workflows.conftest import DAY_MS, HOUR_MS, T0, Point

K = NoticeKind
LINE = MessagePosted("m1", Level.ACT, T0 + DAY_MS, ru=("Закройтесь",), en=("Close early",))


def kinds(point: Point, *, unsent: bool = False) -> list[NoticeKind]:
    """What is told now; of events that nobody carries away here only where that is meant."""
    point.desk.notices.tick()
    told = [told.notice.kind for told in point.desk.notices.told()]
    return [kind for kind in told if unsent or kind is not K.QUEUE_OLD]


def shelve(point: Point, *parcels: str, **line: object) -> None:
    """Bring parcels onto the shelf and close their delivery."""
    point.stock("c1", *parcels, **line)
    point.desk.accept.close(f"D-{parcels[0]}", seen=True)


def printer(what: str, state: DeviceState = DeviceState.DEGRADED) -> DeviceHealth:
    return DeviceHealth("printer", "printer", state, what, "", 0.0)


def announce(point: Point, due_at: int = T0 + HOUR_MS) -> None:
    point.mail(messages.DeliveryAnnounced("D-9", "Meridian", due_at))


# -- each cause, from the books or the devices ---------------------------------------------------


def test_a_quiet_point_tells_nothing(point: Point) -> None:
    assert kinds(point) == []
    assert point.desk.notices.unread() == Unread()
    assert point.desk.notices.waiting() == 0


def test_a_delivery_is_announced_late_to_be_closed_and_done(point: Point) -> None:
    announce(point)
    assert kinds(point) == [K.DELIVERY_ANNOUNCED]
    point.clock.pass_ms(2 * HOUR_MS)
    assert kinds(point) == [K.DELIVERY_LATE]
    point.desk.accept.arrive("D-9")
    assert kinds(point) == [K.ACCEPT_DUE]
    point.desk.accept.close("D-9", seen=True)
    assert kinds(point) == []


def test_a_term_that_ends_soon_warns_and_one_that_is_over_asks(point: Point) -> None:
    shelve(point, "P1", store_until=T0 + 2 * DAY_MS)
    assert kinds(point) == []
    point.clock.pass_ms(DAY_MS + HOUR_MS)
    assert kinds(point) == [K.EXPIRING]
    point.clock.pass_ms(DAY_MS)
    assert kinds(point) == [K.PULL_DUE]
    point.desk.unclaimed.pull("P1")
    assert kinds(point) == []


def test_an_order_that_the_central_cancels_is_told_until_it_is_taken_out(point: Point) -> None:
    shelve(point, "P1", "P2")
    point.mail(messages.OrderCancelled("o-P1", ("P1",)), messages.OrderCancelled("o-P2", ("P2",)))
    point.desk.notices.tick()
    told = [one.notice.subject for one in point.desk.notices.told()]
    assert told == ["o-P1", "o-P2"]
    assert kinds(point) == [K.ORDER_CANCELLED] * 2
    point.desk.place.move("P1", "R-01")
    assert kinds(point) == [K.ORDER_CANCELLED]
    point.desk.place.move("P2", "R-01")
    assert kinds(point) == []


def test_what_may_wait_longer_after_all_is_told_until_it_lies_right(point: Point) -> None:
    shelve(point, "P1", store_until=T0 + HOUR_MS)
    point.clock.pass_ms(2 * HOUR_MS)
    point.desk.unclaimed.pull("P1")
    point.desk.place.move("P1", "R-01")
    assert kinds(point) == []
    point.mail(messages.StorageExtended("P1", T0 + 9 * DAY_MS))
    assert kinds(point) == [K.EXTENDED]
    point.desk.place.move("P1", "A-01")
    assert kinds(point) == []


def test_what_a_visit_left_on_the_counter_is_told(point: Point) -> None:
    shelve(point, "P1")
    card = point.desk.issue.open(point.shown("c1"))
    session = card.session.session  # type: ignore[union-attr]
    point.desk.issue.pick(session, "P1")
    assert kinds(point) == []
    for _ in range(41):  # parked after ten minutes, given up after thirty more
        point.clock.pass_ms(60_000)
        point.desk.left.tick()
    assert kinds(point) == [K.PUT_BACK]
    point.desk.left.confirm("P1", "A-01")
    assert kinds(point) == []


def test_missing_parcels_have_a_deadline_for_whoever_may_claim(point: Point) -> None:
    announce(point)
    line = messages.ManifestLine("P9", customer_ref="c1")
    point.mail(messages.DeliveryPart("D-9", 1, (line,)))
    point.desk.accept.arrive("D-9")
    point.sign_in("igor")
    point.desk.accept.close("D-9", seen=True)
    assert kinds(point) == [K.CLAIM_DUE]
    (told,) = point.desk.notices.told()
    assert (told.notice.at, told.notice.count) == (T0 + 7 * DAY_MS, 1)
    point.sign_in("anna")
    assert kinds(point) == [], "a clerk raises no claims"
    point.sign_in("igor")
    point.clock.pass_ms(7 * DAY_MS)
    assert kinds(point) == []


def test_a_device_is_told_while_it_is_down(point: Point) -> None:
    point.desk.health.note(printer("absent", DeviceState.FAILED))
    assert kinds(point) == [K.DEVICE_DOWN]
    point.desk.health.note(printer("paper_out"))
    assert kinds(point) == [K.DEVICE_DOWN]
    point.desk.health.note(printer("paper_low"))
    assert kinds(point) == [K.PAPER_LOW]
    point.sign_in("oleg")
    assert kinds(point) == [K.PAPER_LOW], "the technician is told, too"
    point.desk.health.note(printer("", DeviceState.READY))
    assert kinds(point) == []


def test_a_network_that_is_gone_for_long_is_told_until_it_is_back(point: Point) -> None:
    point.mailbox.note({"welcomed": "1"})
    point.desk.linkwatch.tick()
    point.mailbox.note({"welcomed": "0"})
    for _ in range(12):
        point.clock.pass_ms(10_000)
        point.desk.linkwatch.tick()
    assert kinds(point) == []
    point.clock.pass_ms(HOUR_MS // 2)
    assert kinds(point) == [K.OFFLINE_LONG]
    point.clock.pass_ms(HOUR_MS)
    assert kinds(point, unsent=True) == [K.QUEUE_OLD, K.OFFLINE_LONG]
    point.mailbox.note({"welcomed": "1"})
    assert K.OFFLINE_LONG not in kinds(point)


def test_a_full_disk_is_told(point: Point) -> None:
    point.counter.storage = Storage.TIGHT
    assert kinds(point) == [K.DISK_LOW]
    point.counter.storage = Storage.NORMAL
    assert kinds(point) == []


def test_the_first_rules_are_no_news_and_the_next_are_for_a_week(
    point: Point, policy_letter: object
) -> None:
    assert kinds(point) == []
    point.mail(policy_letter(2))  # type: ignore[operator]
    assert kinds(point) == [K.POLICY_CHANGED]
    point.clock.pass_ms(7 * DAY_MS)
    assert kinds(point) == []


# -- whoever has seen it -------------------------------------------------------------------------


def test_who_has_seen_a_notice_is_a_fact_and_of_each_person(point: Point) -> None:
    announce(point)
    point.desk.notices.tick()
    assert point.desk.notices.unread() == Unread(info=1)
    assert point.desk.notices.read(K.DELIVERY_ANNOUNCED, "D-9") is None
    assert point.desk.notices.read(K.DELIVERY_ANNOUNCED, "D-9") is None, "again changes nothing"
    assert [e.facts for e in point.events("notice.")] == [NoticeRead(K.DELIVERY_ANNOUNCED, "D-9")]
    assert point.desk.notices.unread() == Unread()
    assert [told.is_read for told in point.desk.notices.told()] == [True]
    point.sign_in("igor")
    assert point.desk.notices.unread() == Unread(info=1)
    point.restart()
    point.sign_in("anna")
    point.desk.notices.tick()
    assert point.desk.notices.unread() == Unread(), "a restart forgets it not"


def test_a_cause_that_comes_again_is_told_anew(point: Point) -> None:
    for _ in range(2):
        point.desk.health.note(printer("paper_low"))
        point.desk.notices.tick()
        assert point.desk.notices.unread() == Unread(act=1)
        point.desk.notices.read_all()
        assert point.desk.notices.unread() == Unread()
        point.desk.health.note(printer("", DeviceState.READY))
        point.desk.notices.tick()
    assert point.store.notices.marks() == frozenset()


def test_all_of_a_level_are_seen_at_once(point: Point) -> None:
    announce(point)
    point.desk.health.note(printer("paper_low"))
    point.desk.notices.tick()
    point.desk.notices.read_all(Level.INFO)
    assert point.desk.notices.unread() == Unread(act=1)
    point.desk.notices.read_all()
    assert point.desk.notices.unread() == Unread()


def test_behind_the_lock_there_are_counts_alone(point: Point) -> None:
    announce(point)
    point.desk.health.note(printer("paper_low"))
    point.desk.notices.tick()
    point.counter.signed_in = None
    assert point.desk.notices.told() == ()
    assert point.desk.notices.waiting() == 1
    assert point.desk.notices.read_all() == Refused(Reason.NOT_SIGNED_IN)


def test_what_one_is_not_told_one_cannot_have_seen(point: Point) -> None:
    announce(point)
    point.sign_in("oleg")
    point.desk.notices.tick()
    point.desk.notices.read(K.DELIVERY_ANNOUNCED, "D-9")
    assert point.events("notice.") == []


def test_a_disk_that_takes_no_writes_still_tells(point: Point) -> None:
    announce(point)
    point.desk.notices.tick()
    point.read_only()
    refused = point.desk.notices.read(K.DELIVERY_ANNOUNCED, "D-9")
    assert refused == Refused(Reason.STORAGE_READ_ONLY)
    assert kinds(point) == [K.DISK_LOW, K.DELIVERY_ANNOUNCED]


# -- made anew on change alone -------------------------------------------------------------------


def test_they_are_made_when_something_changes_and_not_before(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices, made = point.desk.notices, list[int]()
    look = notices.look
    monkeypatch.setattr(notices, "look", lambda: (made.append(1), look()))
    notices.tick()
    for _ in range(50):
        notices.tick()
        notices.unread()
        notices.told()
        notices.waiting()
    assert len(made) == 1
    announce(point)
    assert notices.tick() is True
    assert notices.tick() is False
    assert len(made) == 2


# -- lines of the central ------------------------------------------------------------------------


def test_a_line_of_the_central_is_told_printed_and_withdrawn(point: Point) -> None:
    point.mail(LINE)
    assert kinds(point) == [K.MESSAGE]
    post = point.desk.notices.post("m1")
    assert isinstance(post, Posted)
    assert point.desk.notices.print("m1", "ru") is None
    (paper,) = point.take_papers()
    assert "Закройтесь" in [e.left for e in paper.elements if isinstance(e, Text)]
    point.mail(MessageWithdrawn("m1"))
    assert kinds(point) == []
    assert point.desk.notices.post("m1") == Refused(Reason.NOT_KNOWN_HERE)


def test_a_line_for_the_owner_is_nobody_elses(point: Point) -> None:
    point.mail(replace(LINE, right=Right.TEAM))
    assert kinds(point) == []
    assert point.desk.notices.print("m1", "en") == Refused(Reason.NOT_KNOWN_HERE)
    point.sign_in("olga")
    assert kinds(point) == [K.MESSAGE]
