"""A notice is there while its cause is, once for each subject, and gone with it."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core.boxes import Box
from kiosk.core.deliveries import Delivery
from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.notices import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    Differing,
    Notice,
    Several,
    Situation,
    Term,
    Trouble,
    is_told,
    notices,
)
from kiosk.core.opening_words import OpeningStage
from kiosk.core.openings import Opening
from kiosk.core.policy import PolicyInForce
from kiosk.core.posts import MessagePosted, Posted
from kiosk.core.shipments import Shipment
from kiosk.core.space import Storage
from kiosk.core.update_words import Step
from kiosk.core.updates import Offer, UpdateAvailable
from kiosk.core.words import BoxClass, DeliveryState, Flow, Right, ShipmentState
from tests.rules import POLICY

T0 = 1_780_000_000_000
K = NoticeKind
QUIET = Situation(at=T0, day="20260528", policy=POLICY)


def coming(due_at: int) -> Delivery:
    return Delivery("D-1", DeliveryState.ANNOUNCED, due_at=due_at)


def arrived(at: int) -> Delivery:
    return Delivery("D-1", DeliveryState.ARRIVED, arrived_at=at)


def opened(since: int) -> Box:
    return Box("B-1", Flow.REVERSE, BoxClass.NORMAL, open_since=since)


def posted(until: int, right: Right | None = None) -> Posted:
    return Posted(MessagePosted("m1", Level.ACT, until, en=("Hello",), right=right), T0 - 5)


DISPUTED = Shipment("S-1", Flow.REVERSE, ShipmentState.DISPUTED, changed_at=T0 - DAY_MS)
RULES = PolicyInForce("meridian", 2, T0 - HOUR_MS)
late_ms, accept_ms = POLICY.late_min * MINUTE_MS, POLICY.accept_within_min * MINUTE_MS
claim_ms, open_ms = POLICY.claim_days * DAY_MS, POLICY.box_open_h * HOUR_MS
# a cause, and the notice it makes
RELEASE = UpdateAvailable("r1", "2.0.0", 20, "https://m.example/k.kup", "a" * 64, 100)
WAITS = Offer(RELEASE, T0 - HOUR_MS)
CAUSES: list[tuple[dict[str, object], Notice]] = [
    (
        {"deliveries": (coming(T0 + 5),)},
        Notice(K.DELIVERY_ANNOUNCED, "D-1", Level.INFO, T0 + 5),
    ),
    (
        {"deliveries": (coming(T0 - late_ms),)},
        Notice(K.DELIVERY_LATE, "D-1", Level.ACT, T0 - late_ms),
    ),
    (
        {"deliveries": (arrived(T0 - 5),)},
        Notice(K.ACCEPT_DUE, "D-1", Level.INFO, T0 - 5 + accept_ms),
    ),
    (
        {"deliveries": (arrived(T0 - accept_ms),)},
        Notice(K.ACCEPT_DUE, "D-1", Level.ACT, T0),
    ),
    (
        {"differing": (Differing("D-1", T0 - 5, 3),)},
        Notice(K.CLAIM_DUE, "D-1", Level.ACT, T0 - 5 + claim_ms, 3),
    ),
    (
        {"disputed": (DISPUTED,)},
        Notice(K.CLAIM_DUE, "S-1", Level.ACT, T0 - DAY_MS + claim_ms),
    ),
    (
        {"expiring": Term(4, T0 + 5)},
        Notice(K.EXPIRING, QUIET.day, Level.INFO, T0 + 5, 4),
    ),
    (
        {"over": Term(2, T0 - 5)},
        Notice(K.PULL_DUE, QUIET.day, Level.ACT, T0 - 5 + POLICY.pull_within_h * HOUR_MS, 2),
    ),
    (
        {"cancelled": (Several("O-1", 2),)},
        Notice(K.ORDER_CANCELLED, "O-1", Level.ACT, count=2),
    ),
    ({"extended": ("P-1",)}, Notice(K.EXTENDED, "P-1", Level.ACT)),
    ({"left": 3}, Notice(K.PUT_BACK, "counter", Level.ACT, count=3)),
    (
        {"unphotographed": (Several("P-1", 2),)},
        Notice(K.PHOTO_OWED, "P-1", Level.ACT, count=2),
    ),
    (
        {"boxes": (opened(T0 - open_ms),)},
        Notice(K.BOX_OVERDUE, "B-1", Level.ACT, T0),
    ),
    (
        {"troubles": (Trouble("printer", is_down=True, what="paper_out"),)},
        Notice(K.DEVICE_DOWN, "printer", Level.ACT),
    ),
    (
        {"troubles": (Trouble("printer", is_down=False, what="paper_low"),)},
        Notice(K.PAPER_LOW, "printer", Level.ACT),
    ),
    (
        {"offline_at": T0 - POLICY.offline_min * MINUTE_MS},
        Notice(K.OFFLINE_LONG, "link", Level.INFO, T0 - POLICY.offline_min * MINUTE_MS),
    ),
    (
        {"unsent_at": T0 - POLICY.queue_old_min * MINUTE_MS},
        Notice(K.QUEUE_OLD, "queue", Level.INFO, T0 - POLICY.queue_old_min * MINUTE_MS),
    ),
    ({"storage": Storage.TIGHT}, Notice(K.DISK_LOW, "disk", Level.INFO)),
    ({"storage": Storage.FULL}, Notice(K.DISK_LOW, "disk", Level.ACT)),
    ({"photos_full": True}, Notice(K.DISK_LOW, "disk", Level.INFO)),
    ({"sure": False}, Notice(K.CLOCK_UNSURE, "clock", Level.INFO)),
    ({"rules": RULES}, Notice(K.POLICY_CHANGED, "meridian:2", Level.INFO, T0 - HOUR_MS)),
    ({"release": WAITS}, Notice(K.UPDATE_READY, "2.0.0", Level.INFO, T0 - HOUR_MS)),
    ({"posts": (posted(T0 + 5),)}, Notice(K.MESSAGE, "m1", Level.ACT, T0 - 5)),
    (
        {"opening": Opening("OP-1", OpeningStage.DEPOSIT, 4, T0 - 5, deadline_at=T0 + DAY_MS)},
        Notice(K.OPENING_STEP, "OP-1:4:step", Level.ACT, T0 + DAY_MS),
    ),
    (
        {"opening": Opening("OP-1", OpeningStage.LAUNCHED, 9, T0 - 5)},
        Notice(K.OPENING_STEP, "OP-1:9:step", Level.INFO, T0 - 5),
    ),
]


@pytest.mark.parametrize(("cause", "notice"), CAUSES)
def test_each_cause_makes_its_notice(cause: dict[str, object], notice: Notice) -> None:
    assert notices(replace(QUIET, **cause)) == (notice,)


def test_every_kind_has_a_cause() -> None:
    assert {notice.kind for _, notice in CAUSES} == set(NoticeKind)


@pytest.mark.parametrize(
    "ended",
    [
        {},
        {"release": Offer(RELEASE, T0, Step.BEGUN)},
        {"release": Offer(RELEASE, T0, Step.ROLLED_BACK, "crashed")},
        {"deliveries": (Delivery("D-1", DeliveryState.ANNOUNCED, due_at=T0),), "policy": None},
        {"differing": (Differing("D-1", T0 - claim_ms, 3),)},
        {"differing": (Differing("D-1", T0, 0),)},
        {"boxes": (opened(T0 - open_ms + 1),)},
        {"offline_at": T0 - POLICY.offline_min * MINUTE_MS + 1},
        {"unsent_at": T0 - POLICY.queue_old_min * MINUTE_MS + 1},
        {"rules": replace(RULES, applied_at=T0 - 7 * DAY_MS)},
        {"posts": (posted(T0),)},
    ],
)
def test_without_a_cause_nothing_is_told(ended: dict[str, object]) -> None:
    assert notices(replace(QUIET, **ended)) == ()


def test_by_an_unsure_clock_a_term_warns_and_no_line_is_over() -> None:
    now = replace(QUIET, sure=False, over=Term(2, T0 - 5), posts=(posted(T0 - 5),))
    told = {notice.kind: notice.level for notice in notices(now)}
    assert told == {K.MESSAGE: Level.ACT, K.PULL_DUE: Level.INFO, K.CLOCK_UNSURE: Level.INFO}


# -- any situation -------------------------------------------------------------------------------

# a field of many; each value is a cause of its own
_MANY: dict[str, Callable[[str], object]] = {
    "differing": lambda name: Differing(f"D{name}", T0 - 5, 1),
    "cancelled": Several,
    "extended": str,
    "unphotographed": Several,
    "troubles": partial(Trouble, is_down=True),
    "boxes": lambda name: replace(opened(0), box=name),
    "deliveries": lambda name: replace(coming(T0 - late_ms), delivery=name),
    "posts": lambda name: Posted(MessagePosted(name, Level.INFO, T0 + 1, en=("x",)), T0),
}
_ONE: dict[str, object] = {
    "left": 2,
    "expiring": Term(1, T0 + 1),
    "over": Term(1, T0 - 1),
    "offline_at": 0,
    "unsent_at": 0,
    "storage": Storage.LOW,
    "rules": RULES,
    "sure": False,
}
_names = st.sets(st.sampled_from("abcdef"))
_situations = st.fixed_dictionaries({}, optional=dict.fromkeys(_MANY, _names))


def situation(many: dict[str, set[str]], one: set[str]) -> Situation:
    told = {field: tuple(map(_MANY[field], sorted(names))) for field, names in many.items()}
    return replace(QUIET, **told, **{field: _ONE[field] for field in one})


def less(many: dict[str, set[str]], one: set[str]) -> Iterator[Situation]:
    """Each situation with one cause less."""
    for field, names in many.items():
        for name in names:
            yield situation(many | {field: names - {name}}, one)
    for field in one - {"sure"}:  # an unsure clock takes pressure from the others
        yield situation(many, one - {field})


@given(_situations, st.sets(st.sampled_from(sorted(_ONE))))
def test_a_notice_is_there_once_and_gone_with_its_cause(
    many: dict[str, set[str]], one: set[str]
) -> None:
    told = notices(situation(many, one))
    keys = [notice.key for notice in told]
    assert len(keys) == len(set(keys)) == sum(map(len, many.values())) + len(one)
    assert [n.level is Level.INFO for n in told] == sorted(n.level is Level.INFO for n in told)
    for fewer in less(many, one):
        left = notices(fewer)
        assert set(left) < set(told)
        assert len(left) == len(told) - 1


# -- whom ----------------------------------------------------------------------------------------


def test_a_notice_is_for_the_holders_of_its_right() -> None:
    notice = Notice(K.PULL_DUE, "20260528", Level.ACT)
    assert is_told(notice, {Right.SHIP}, ())
    assert not is_told(notice, {Right.FIND, Right.ACCEPT}, ())


def test_a_line_for_one_right_is_for_its_holders_alone() -> None:
    notice = Notice(K.MESSAGE, "m1", Level.ACT)
    everybody, owners = (posted(T0),), (posted(T0, Right.TEAM),)
    assert is_told(notice, {Right.FIND}, everybody)
    assert is_told(notice, {Right.HARDWARE}, everybody)
    assert not is_told(notice, {Right.FIND}, owners)
    assert is_told(notice, {Right.TEAM}, owners)
