"""Rights: five roles and the lock, each against every action there is."""

import inspect
from collections.abc import Callable
from datetime import date

import pytest

from kiosk.core import messages
from kiosk.core.codes import Code, CodeKind
from kiosk.core.lampmap import LampMap
from kiosk.core.periods import Span
from kiosk.core.receipts import Doc
from kiosk.core.refusals import Reason, Refused
from kiosk.core.team import RIGHTS
from kiosk.core.words import BoxClass, Flow, Purpose, Right, Role, StocktakeScope
from kiosk.workflows.accept import Accept
from kiosk.workflows.access import Access
from kiosk.workflows.analytics import Analytics, Export
from kiosk.workflows.checks import Checks
from kiosk.workflows.count import Count
from kiosk.workflows.disposal import Disposal
from kiosk.workflows.doorline import DoorLine
from kiosk.workflows.find import Find
from kiosk.workflows.give_back import GiveBack
from kiosk.workflows.health import Health
from kiosk.workflows.inbound import Inbound
from kiosk.workflows.issue import Issue
from kiosk.workflows.lampmaps import LampMaps
from kiosk.workflows.lookup import Lookup
from kiosk.workflows.mailroom import Mailroom
from kiosk.workflows.photos import Photos
from kiosk.workflows.place import Place
from kiosk.workflows.prints import Prints
from kiosk.workflows.receipts import Receipts
from kiosk.workflows.rights import Activity
from kiosk.workflows.selftest import SelfTest
from kiosk.workflows.ship import Ship
from kiosk.workflows.till import Till
from kiosk.workflows.unclaimed import Unclaimed
from tests.workflows.conftest import STAFF, T0, Point

ROOMS: dict[str, type[Activity]] = {
    "access": Access,
    "analytics": Analytics,
    "accept": Accept,
    "find": Find,
    "health": Health,
    "inbound": Inbound,
    "lampmaps": LampMaps,
    "lookup": Lookup,
    "mailroom": Mailroom,
    "issue": Issue,
    "place": Place,
    "prints": Prints,
    "receipts": Receipts,
    "checks": Checks,
    "count": Count,
    "disposal": Disposal,
    "doorline": DoorLine,
    "give_back": GiveBack,
    "photos": Photos,
    "ship": Ship,
    "till": Till,
    "unclaimed": Unclaimed,
    "selftest": SelfTest,
}
GIVEN = {
    "issue.open code": Code(CodeKind.PICKUP, "1*1", "qr"),
    "ok": True,
    "printed": True,
    "seen": True,
    "led": 0,
    "lamps": LampMap(),
    "scope": StocktakeScope.ALL,
    "empty": False,
    "seal_ok": True,
    "cells": 3,
    "flow": Flow.REVERSE,
    "class_": BoxClass.NORMAL,
    "purpose": Purpose.BROKEN_SEAL,
    "weight_g": 0,
    "skipped": None,
    "signal": None,
    "named": (),
    "span": Span.WEEK,
    "analytics.report day": date(2026, 5, 28),
    "analytics.of day": date(2026, 5, 28),
    "days": {},
    "analytics.print day": date(2026, 5, 28),
    "analytics.export day": date(2026, 5, 28),
    "export": Export("x.csv", b""),
    "prints.at_once doc": Doc("card", ()),
}


def _public() -> dict[str, Callable[..., object]]:
    return {
        f"{room}.{name}": action
        for room, activity in ROOMS.items()
        for name, action in vars(activity).items()
        if not name.startswith("_") and callable(action)
    }


ACTIONS = {name: action for name, action in _public().items() if hasattr(action, "right")}
GUARDED = {name: action for name, action in ACTIONS.items() if action.right}  # type: ignore[attr-defined]


def _do(point: Point, name: str) -> object:
    room, action = name.split(".")
    bound = getattr(getattr(point.desk, room), action)
    names = [p for p in inspect.signature(ACTIONS[name]).parameters if p != "self"]
    needed = {n: GIVEN.get(f"{name} {n}", GIVEN.get(n, "x")) for n in names}
    return bound(**needed)


def test_every_public_action_says_who_may_do_it() -> None:
    assert set(_public()) == set(ACTIONS)


@pytest.mark.parametrize("staff", [*STAFF, None])
def test_nobody_does_what_the_role_forbids(point: Point, staff: str | None) -> None:
    point.counter.signed_in = staff
    rights = RIGHTS[STAFF[staff]] if staff else frozenset()
    for name, action in sorted(GUARDED.items()):
        right: Right = action.right  # type: ignore[attr-defined]
        before = point.store.journal.head()
        answer = _do(point, name)
        if staff is None:
            assert answer == Refused(Reason.NOT_SIGNED_IN), name
        elif right not in rights:
            assert answer == Refused(Reason.NOT_ALLOWED, {"right": right.value}), name
        else:
            reason = answer.reason if isinstance(answer, Refused) else None
            assert reason not in {Reason.NOT_ALLOWED, Reason.NOT_SIGNED_IN}, name
            continue
        assert point.store.journal.head() == before, name


def test_a_granted_right_opens_what_the_role_does_not(point: Point) -> None:
    line = messages.ManifestLine("P1")
    point.mail(
        messages.DeliveryAnnounced("D1", "Meridian", T0),
        messages.DeliveryPart("D1", 1, (line,)),
    )
    point.desk.accept.arrive("D1")
    refused = Refused(Reason.NOT_ALLOWED, {"right": "override"})
    assert point.desk.accept.close("D1", seen=True) == refused
    point.mail(messages.StaffUpsert("anna", "Anna K.", Role.CLERK, (Right.OVERRIDE,)))
    assert not isinstance(point.desk.accept.close("D1", seen=True), Refused)


def test_a_disk_that_takes_no_writes_is_refused_in_words(point: Point) -> None:
    point.stock("c1", "P1")
    card = point.desk.issue.open(point.shown("c1"))
    session = card.session.session  # type: ignore[union-attr]
    point.read_only()
    refused = Refused(Reason.STORAGE_READ_ONLY)
    assert point.desk.issue.pick(session, "P1") == refused
    assert point.desk.issue.open(point.shown("c1")) == refused
    assert point.desk.issue.park(session) == refused
    assert point.desk.place.move("P1", "A-02") == refused
    assert point.desk.access.begin_sign_in("anna") == refused
    assert point.desk.find.light("A-02") is None
    assert not isinstance(point.desk.find.parcel("P1"), Refused)
