"""Who may do what: every public action of an activity says which right it needs."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from kiosk.core.refusals import Reason, Refused
from kiosk.core.team import allow
from kiosk.core.words import Right
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.workflows.counter import Counter


class Activity:
    """Something the staff do at the counter.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        self.counter = counter


# what a point does not do before its launch
_WORK = frozenset({Right.ACCEPT, Right.ISSUE, Right.RETURN, Right.SHIP})
A = TypeVar("A", bound=Activity)
P = ParamSpec("P")
T = TypeVar("T")
Action = Callable[Concatenate[A, P], T]


def needs(
    right: Right, *, takes_in: bool = False, in_opening: bool = False, in_trial: bool = False
) -> Callable[[Action[A, P, T]], Action[A, P, T | Refused]]:
    """Let only a person with `right` do this; whatever the screen shows, this is the check.

    Args:
        right: which.
        takes_in: it brings something new, for which the disk must have room.
        in_opening: also at a point that is not launched yet.
        in_trial: what it brings may be of the trial delivery; the action looks whether it is.
    """

    def guard(action: Action[A, P, T]) -> Action[A, P, T | Refused]:
        @wraps(action)
        def guarded(self: A, /, *args: P.args, **kwargs: P.kwargs) -> T | Refused:
            refused = allow(self.counter.staff, right)
            if refused:
                return refused
            if right in _WORK and not (in_opening or self.counter.is_open):
                return Refused(Reason.NOT_LAUNCHED)
            if takes_in and not (in_opening or self.counter.brings_in(for_trial=in_trial)):
                return Refused(Reason.NOT_LAUNCHED)
            if takes_in and not self.counter.takes_in:
                return Refused(Reason.STORAGE_LOW)
            return _written(action, self, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return guard


def anybody(action: Action[A, P, T]) -> Action[A, P, T]:
    """Let everybody do this, also behind the lock: it shows nothing of a customer.

    One that writes answers `Refused` too, so its own type says so.
    """

    @wraps(action)
    def guarded(self: A, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return _written(action, self, *args, **kwargs)  # type: ignore[return-value]

    guarded.right = None  # type: ignore[attr-defined]
    return guarded


def _written(
    action: Callable[Concatenate[A, P], T], activity: A, /, *args: P.args, **kwargs: P.kwargs
) -> T | Refused:
    counter = activity.counter
    try:
        return action(activity, *args, **kwargs)
    except StorageFull:
        # rolled back whole, so it may be tried once more with the room that was kept for it
        if counter.is_within_unit or not counter.give_up_room():
            return Refused(Reason.STORAGE_READ_ONLY)
    except StorageReadOnly:
        return Refused(Reason.STORAGE_READ_ONLY)  # the chip is health.storage()
    try:
        return action(activity, *args, **kwargs)
    except (StorageFull, StorageReadOnly):
        return Refused(Reason.STORAGE_READ_ONLY)
