"""The central's letters: in order, in slices, each with one outcome, none stops the rest."""

from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.core import messages, parcels_asked
from kiosk.core.events import CENTRAL
from kiosk.core.facts.fact import Item
from kiosk.core.messages import Letter, ManifestLine
from kiosk.core.space import Storage
from kiosk.core.words import ClockQuality, ParcelState, Right, Role
from kiosk.store.db import StorageFull
from kiosk.sync.mailbox import Letter as Posted
from kiosk.sync.mailbox import Mark
from kiosk.workflows.outcome import SLICE_ROWS
from kiosk.workflows.resync import initials_of
from tests.workflows.conftest import T0, Point

DELIVERY = messages.DeliveryAnnounced("D1", "Meridian", T0)
PART = messages.DeliveryPart("D1", 1, (ManifestLine("P1", order="o1", customer_ref="c1"),))
EPOCH = "e" * 16
TEA = (
    b'{"id":"01900000-0000-7000-8000-00000000ffff","type":"tea.served","tv":1,"made_at":1,'
    b'"by":"system","facts":{}}'
)


def _part(number: int, count: int = 100) -> messages.DeliveryPart:
    lines = tuple(ManifestLine(f"P{number}-{n}", customer_ref="c1") for n in range(count))
    customer = messages.CustomerLine("c1", "Maria S.", "0931")
    return messages.DeliveryPart("D1", number, lines, (customer,))


def test_a_letter_is_obeyed_and_answered_once(point: Point) -> None:
    point.mail(DELIVERY)
    assert point.outcomes()[-1] == ("applied", "")
    announced, done = point.events()[-2:]
    assert (announced.actor, announced.type) == (CENTRAL, "delivery.announced")
    assert done.facts.message == announced.cause  # type: ignore[attr-defined]
    assert not point.desk.mailroom.slice()


def test_a_manifest_of_two_thousand_is_obeyed_in_slices(point: Point) -> None:
    point.post(DELIVERY, *(_part(n) for n in range(20)))
    assert point.desk.mailroom.slice()
    before, slices = point.store.journal.head().seq, 0
    while point.desk.mailroom.slice():
        slices += 1
        grown = point.store.journal.head().seq - before
        assert grown <= SLICE_ROWS + 1  # the rows, and message.done
        before += grown
    assert slices == 20 * 5
    assert point.store.parcels.count_by_state() == {ParcelState.EXPECTED: 2000}
    assert len(point.events("message.done")) == 5 + 1 + 1 + 20  # the team, the policy, these


def test_a_slice_is_whole_or_absent_and_goes_on_after_a_pulled_plug(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    point.post(DELIVERY, _part(1))
    point.desk.mailroom.slice()
    point.desk.mailroom.slice()
    calls = iter(range(10**6))
    expect = parcels_asked.expect

    def unplugged(*args: object, **kwargs: object) -> object:
        if next(calls) == 7:
            raise KeyboardInterrupt
        return expect(*args, **kwargs)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(parcels_asked, "expect", unplugged)
        with pytest.raises(KeyboardInterrupt):
            point.desk.mailroom.slice()
    point.restart()
    assert point.store.parcels.count_by_state() == {ParcelState.EXPECTED: SLICE_ROWS}
    point.mail()
    assert point.store.parcels.count_by_state() == {ParcelState.EXPECTED: 100}


def test_a_letter_that_brings_us_down_costs_two_restarts_not_the_day(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poison(*_: object, **__: object) -> object:
        raise ZeroDivisionError

    point.mail(DELIVERY)
    point.post(_part(1), messages.StorageExtended("P1-0", 5))
    with monkeypatch.context() as patched:
        patched.setattr(parcels_asked, "expect", poison)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                point.desk.mailroom.slice()
            point.restart()
        point.mail()
    assert point.outcomes()[-2:] == [("rejected", "failed"), ("rejected", "not_here")]


def test_a_full_disk_is_not_the_letter_s_fault(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> object:
        raise StorageFull("no room")

    point.mail(DELIVERY)
    point.post(PART)
    with monkeypatch.context() as patched:
        patched.setattr(parcels_asked, "expect", full)
        for _ in range(5):
            assert not point.desk.mailroom.slice()
        assert point.desk.health.storage() == "full"
    point.mail()
    assert point.outcomes()[-1] == ("applied", "")
    assert point.desk.health.storage() == "normal"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "bad_data"),
        (b"\xff\xfe", "bad_data"),
        (b"[" * 100_000, "bad_data"),
        (b'{"id":NaN}', "bad_data"),
        (
            TEA,
            "unknown_type",
        ),
    ],
)
def test_a_letter_nobody_can_read_is_answered_and_passed(
    point: Point, raw: bytes, reason: str
) -> None:
    point.mail(raw, DELIVERY)
    assert point.outcomes()[-2:] == [("rejected", reason), ("applied", "")]


def test_a_letter_without_even_an_id_is_answered(point: Point) -> None:
    for seq in (98, 99):
        point.mailbox.receive(Mark(EPOCH, seq), [Posted(seq, "", "", b"\x00", None)])
    while point.desk.mailroom.slice():
        pass
    told = [e.facts.message for e in point.events("message.done")][-2:]  # type: ignore[attr-defined]
    assert told == [f"{EPOCH}:98", f"{EPOCH}:99"]


def test_a_letter_that_comes_twice_is_obeyed_once(point: Point) -> None:
    point.mail(DELIVERY, id="01900000-0000-7000-8000-00000000aaaa")
    before = point.store.journal.head()
    point.mail(PART, id="01900000-0000-7000-8000-00000000aaaa")
    assert point.store.journal.head() == before
    point.mail(PART)
    assert point.store.parcels.get("P1")


def test_a_late_letter_is_expired_by_a_sure_clock_only(point: Point) -> None:
    point.mail(DELIVERY, expires_at=T0)
    assert point.outcomes()[-1] == ("expired", "")
    point.clock.doubt(ClockQuality.UNSURE)
    point.mail(DELIVERY, expires_at=T0)
    assert point.outcomes()[-1] == ("applied", "")


def test_letters_of_a_new_epoch_begin_at_its_first(point: Point) -> None:
    point.mail(DELIVERY)
    letter = messages.Message(
        "01900000-0000-7000-8000-00000000bbbb", "delivery.part", 1, 1, "system", PART
    )
    posted = Posted(1, letter.id, letter.type, messages.encode(letter), None)
    point.mailbox.receive(Mark("f" * 16, 1), [posted])
    point.mail()
    assert point.store.parcels.get("P1")


def test_what_was_seen_of_the_central_stands_in_every_event(point: Point) -> None:
    point.mail(DELIVERY)
    point.desk.accept.arrive("D1")
    assert point.events()[-1].seen == 7  # the policy, five people, the delivery


@pytest.mark.parametrize(
    ("letter", "outcome"),
    [
        (messages.DeliveryPart("D9", 1, ()), ("rejected", "not_here")),
        (messages.DeliveryCancelled("D9"), ("rejected", "not_here")),
        (messages.DeliveryCancelled("D1"), ("applied", "")),
        (DELIVERY, ("rejected", "stale")),
        (messages.StorageExtended("P9", 5), ("rejected", "not_here")),
        (messages.StorageExtended("P1", 5), ("applied", "")),
        (messages.OrderCancelled("o1", ("P9",)), ("rejected", "not_here")),
        (messages.OrderCancelled("o1", ("P1",), "because"), ("rejected", "bad_value")),
        (messages.OrderCancelled("o1", ("P1",)), ("applied", "")),
        (messages.CodesSet("c1", ()), ("applied", "")),
        (messages.PolicySet(2, msgspec.Raw(b'{"policy":"p"}')), ("rejected", "bad_value")),
    ],
)
def test_each_letter_has_its_outcome(
    point: Point, letter: Letter, outcome: tuple[str, str]
) -> None:
    point.mail(DELIVERY, PART, letter)
    assert point.outcomes()[-1] == outcome


def test_a_delivery_that_arrived_cannot_be_withdrawn(point: Point) -> None:
    point.mail(DELIVERY)
    point.desk.accept.arrive("D1")
    point.mail(messages.DeliveryCancelled("D1"))
    assert point.outcomes()[-1] == ("rejected", "wrong_state")


def test_what_is_left_of_a_cancelled_order_goes_back(point: Point) -> None:
    point.stock("c1", "P1", "P2")
    card = point.desk.issue.open(point.shown("c1"))
    session = card.session.session  # type: ignore[union-attr]
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    point.mail(messages.OrderCancelled("o1", ("P1", "P2")))
    assert point.outcomes()[-1] == ("applied", "already_issued")
    left = point.store.parcels.get("P2")
    assert left
    assert left.state is ParcelState.TO_RETURN
    point.mail(messages.StorageExtended("P1", 5))
    assert point.outcomes()[-1] == ("rejected", "already_issued")


def test_a_policy_is_taken_whole_and_only_when_newer(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(version=2, undo_s=90), policy_letter(version=2, undo_s=30))
    point.mail(policy_letter(version=3, undo_s=-1))
    assert point.outcomes()[-3:] == [
        ("applied", ""),
        ("rejected", "stale"),
        ("rejected", "bad_value"),
    ]
    policy = point.counter.policy
    assert policy
    assert (policy.version, policy.undo_s) == (2, 90)


def test_people_come_change_and_are_granted_rights(point: Point) -> None:
    point.mail(messages.StaffUpsert("anna", "Анна Крот", Role.CLERK, (Right.OVERRIDE,)))
    staff, row = point.store.people.staff("anna"), point.store.people.get("anna")
    assert staff
    assert row
    assert staff.has(Right.OVERRIDE)
    assert (row.name, row.initials) == ("Анна Крот", "АК")


def test_an_older_word_about_a_person_is_stale_but_a_block_wins(point: Point) -> None:
    base = point.store.journal.head().seq
    point.mail(messages.StaffUpsert("anna", "Anna K.", Role.MANAGER))
    point.mail(messages.StaffUpsert("anna", "Anna K.", Role.CLERK), base=base)
    assert point.outcomes()[-1] == ("rejected", "stale")
    point.mail(messages.StaffUpsert("anna", "Anna K.", Role.CLERK, active=False), base=base)
    staff = point.store.people.staff("anna")
    assert staff
    assert (staff.role, staff.blocked) == (Role.MANAGER, True)


def test_a_parcel_that_is_here_already_is_not_expected_again(point: Point) -> None:
    point.stock("c1", "P1")
    before = point.store.parcels.get("P1")
    point.mail(DELIVERY, PART)
    assert point.outcomes()[-1] == ("applied", "")
    assert point.store.parcels.get("P1") == before


def test_what_a_closed_delivery_lacks_is_missing_when_its_manifest_comes_late(
    point: Point,
) -> None:
    card = point.desk.accept.unannounced()
    name = card.delivery.delivery  # type: ignore[union-attr]
    point.desk.accept.close(name, seen=True)
    point.mail(messages.DeliveryAnnounced(name, "Meridian", T0), replace(PART, delivery=name))
    parcel = point.store.parcels.get("P1")
    assert parcel
    assert parcel.state is ParcelState.MISSING


def test_initials_are_two_letters_of_any_script() -> None:
    assert [initials_of(n) for n in ("Анна Крот", "João", "  ", "anna maria k")] == [
        "АК",
        "J",
        "",
        "AM",
    ]


# -- histories that part ---------------------------------------------------------------------------


def _ask_for_epoch(point: Point, epoch: str, from_seq: str = "3") -> None:
    point.mailbox.note({"action": "new_epoch", "epoch": epoch, "from_seq": from_seq})


def test_a_new_epoch_begins_once_where_the_central_asks(point: Point) -> None:
    first = point.store.journal.epoch()
    _ask_for_epoch(point, first)
    point.desk.mailroom.slice()
    second = point.store.journal.epoch()
    assert second != first
    assert len(second) == len(first) == 16
    point.desk.mailroom.slice()
    assert point.store.journal.epoch() == second
    started = point.events("journal.epoch_started")
    assert [(e.facts.epoch, e.facts.from_seq) for e in started] == [(second, 3)]  # type: ignore[attr-defined]
    rows = point.store.db.execute("SELECT epoch, first_seq, reason FROM epoch").fetchall()
    assert rows == [(first, 1, "new"), (second, 3, "parted")]


@pytest.mark.parametrize(
    ("action", "epoch", "from_seq"),
    [("none", "", "3"), ("new_epoch", "f" * 16, "3"), ("new_epoch", "", "x"), ("blocked", "", "")],
)
def test_an_epoch_begins_for_nothing_else(
    point: Point, action: str, epoch: str, from_seq: str
) -> None:
    before = point.store.journal.epoch()
    point.mailbox.note({"action": action, "epoch": epoch or before, "from_seq": from_seq})
    point.desk.mailroom.slice()
    assert point.store.journal.epoch() == before


def test_a_letter_that_was_emptied_is_waited_for(point: Point) -> None:
    point.post(DELIVERY, PART)
    down = point.mailbox.mark("down")
    assert down is not None
    point.mailbox.blank_applied(down.epoch, down.upto)
    assert not point.desk.mailroom.slice()
    assert point.store.deliveries.get("D1") is None


# -- a box that was withdrawn ----------------------------------------------------------------------


def test_a_withdrawn_box_keeps_nothing_of_its_customers_and_works_on(point: Point) -> None:
    point.mail(DELIVERY, _part(1, 2))
    assert point.store.customers.get("c1") is not None
    head = point.store.journal.head()
    point.mailbox.note({"action": "blocked", "reason": "clone"})
    point.desk.mailroom.slice()
    assert point.store.customers.get("c1") is not None, "another reason lets them be"
    point.mailbox.note({"reason": "revoked"})
    assert not point.desk.mailroom.slice()
    assert not point.store.customers.are_known()
    assert point.store.journal.head() == head
    assert point.store.parcels.get("P1-0") is not None


def test_a_full_disk_keeps_a_withdrawn_box_from_forgetting_until_there_is_room(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    point.mail(DELIVERY, _part(1, 2))
    point.mailbox.note({"action": "blocked", "reason": "revoked"})

    def full() -> None:
        raise StorageFull("no room")

    with monkeypatch.context() as held:
        held.setattr(point.store, "unit", full)
        assert not point.desk.mailroom.slice()
    assert point.store.customers.are_known()
    point.desk.mailroom.slice()
    assert not point.store.customers.are_known()


def test_a_withdrawn_box_forgets_on_a_disk_that_is_low_too(point: Point) -> None:
    point.mail(DELIVERY, _part(1, 2))
    point.counter.usual = Storage.LOW
    point.mailbox.note({"action": "blocked", "reason": "revoked"})
    assert not point.desk.mailroom.slice()
    assert not point.store.customers.are_known()


@pytest.mark.parametrize(
    "letter",
    [
        messages.DeliveryAnnounced(
            "D1", "Meridian", T0, boxes=tuple(f"{'B' * 60}{n:03d}" for n in range(500))
        ),
        messages.DeliveryPart(
            "D9", 1, (messages.ManifestLine("P1", items=(Item("\u0429" * 200),) * 40),)
        ),
    ],
)
def test_a_letter_whose_event_would_be_too_large_is_refused_in_words(
    letter: messages.Letter, point: Point
) -> None:
    point.mail(messages.DeliveryAnnounced("D9", "Meridian", T0))
    before = len(point.outcomes())
    point.mail(letter, messages.DeliveryCancelled("D9"))
    assert point.outcomes()[before:] == [("rejected", "too_large"), ("applied", "")]
