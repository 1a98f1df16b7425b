"""Rights: five roles and the lock, each against every action there is, offline and on."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import get_type_hints

import pytest

from kiosk.core import messages
from kiosk.core.refusals import Reason, Refused
from kiosk.core.team import GRANTABLE
from kiosk.core.words import ClockQuality, Right, Role
from kiosk.workflows.desk import Desk
from kiosk.workflows.health import Health
from kiosk.workflows.rights import Activity
from tests.workflows.conftest import STAFF, T0, Point
from tests.workflows.matrix import MATRIX

SEATS = {"L": None, "T": "leila", "C": "anna", "M": "igor", "O": "olga", "X": "oleg"}
ROOMS = {
    name: room
    for name, room in get_type_hints(Desk).items()
    if isinstance(room, type) and issubclass(room, Activity)
}


def _public() -> dict[str, Callable[..., object]]:
    return {
        f"{room}.{name}": getattr(activity, name)
        for room, activity in ROOMS.items()
        for name in dir(activity)
        if not name.startswith("_") and callable(getattr(activity, name))
    }


ACTIONS = _public()


def _do(point: Point, name: str) -> object:
    """Do an action with nonsense; what is asked of the words it needs is other tests' matter."""
    room, action = name.split(".")
    parameters = list(inspect.signature(ACTIONS[name]).parameters.values())[1:]
    given = {one.name: "x" for one in parameters if one.default is one.empty}
    with suppress(TypeError, AttributeError, ValueError, LookupError):
        return getattr(getattr(point.desk, room), action)(**given)
    return None  # it was let in, and fell over the nonsense


def _link(point: Point, *, linked: bool) -> None:
    """Let the mail be carried, or be cut off with a clock that nobody believes."""
    point.mailbox.note({"connected": "1", "welcomed": "1"} if linked else {"fault": "no_network"})
    assert isinstance(point.desk.health, Health)
    assert point.desk.health.mail().linked == linked
    if not linked:
        point.clock.doubt(ClockQuality.UNSURE)


def test_every_public_action_has_its_line_and_every_line_its_action() -> None:
    assert set(MATRIX) == set(ACTIONS)
    unmarked = [name for name, action in ACTIONS.items() if not hasattr(action, "right")]
    assert unmarked == []


def test_what_is_open_at_the_lock_is_open_to_all_and_needs_no_right() -> None:
    for name, action in ACTIONS.items():
        is_open = action.right is None  # type: ignore[attr-defined]
        assert (MATRIX[name] == "LTCMOX") == is_open, name
        assert ("L" in MATRIX[name]) == is_open, name


@pytest.mark.parametrize("linked", [True, False], ids=["on", "off"])
@pytest.mark.parametrize("seat", SEATS)
def test_each_seat_does_what_it_may_and_nothing_else(
    point: Point,
    seat: str,
    linked: bool,  # noqa: FBT001
) -> None:
    _link(point, linked=linked)
    staff = SEATS[seat]
    for name, action in sorted(ACTIONS.items()):
        right: Right | None = action.right  # type: ignore[attr-defined]
        if right is None:
            continue
        point.counter.signed_in = staff  # whatever the action before did
        before = point.store.journal.head()
        answer = _do(point, name)
        if seat in MATRIX[name]:
            reason = answer.reason if isinstance(answer, Refused) else None
            facts = answer.facts if isinstance(answer, Refused) else {}
            is_let_in = reason is not Reason.NOT_SIGNED_IN and facts.get("right") != right.value
            assert is_let_in, name
            continue
        if staff is None:
            assert answer == Refused(Reason.NOT_SIGNED_IN), name
        else:
            assert answer == Refused(Reason.NOT_ALLOWED, {"right": right.value}), name
        assert point.store.journal.head() == before, name


@pytest.mark.parametrize(
    ("role", "right"), [(role, right) for role in GRANTABLE for right in sorted(GRANTABLE[role])]
)
def test_a_grant_opens_the_actions_of_its_right_and_no_other(
    point: Point, role: Role, right: Right
) -> None:
    seat, staff = next((s, who) for s, who in SEATS.items() if who and STAFF[who] is role)
    point.mail(messages.StaffUpsert(staff, "Somebody", role, (right,)))
    for name, action in sorted(ACTIONS.items()):
        needed: Right | None = action.right  # type: ignore[attr-defined]
        if needed is None or seat in MATRIX[name]:
            continue
        point.counter.signed_in = staff
        refused = Refused(Reason.NOT_ALLOWED, {"right": needed.value})
        assert (_do(point, name) == refused) == (needed is not right), name


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
