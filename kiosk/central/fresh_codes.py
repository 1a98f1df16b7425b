"""Pickup codes for the days ahead: told with a delivery, and anew before they run out."""

from kiosk.central.pickup_codes import DAY_MS, codes_set, days_ahead
from kiosk.central.profiles import profile
from kiosk.central.store import Point, Store
from kiosk.core.messages import CodesSet
from kiosk.core.policy import Policy


def fresh_codes(
    store: Store, point: Point, policy: Policy, customer: tuple[str, bytes], at: int
) -> CodesSet:
    """Return a customer's codes for the days ahead, and note that the point is told them.

    Args:
        store: within a unit.
        point: where they count.
        policy: its rules.
        customer: the reference, and the secret of one who has none yet.
        at: now, ms UTC.
    """
    ref, secret = customer[0], store.code_secret(*customer)
    days = days_ahead(at, policy.code_days_ahead)
    store.codes_told(point.point, ref, days.stop)
    return codes_set(ref, secret, point.point_key, days, policy.pickup_code)


def renew_codes(store: Store, at: int) -> int:
    """Queue fresh codes for customers who still wait while theirs run out; return how many.

    Args:
        store: not within a unit.
        at: now, ms UTC.
    """
    renewed = 0
    for point in store.points():
        policy = profile(point.policy)
        if policy is None:
            continue
        _end_elsewhere(store, point, policy, at)
        # renewed at half time, so that a point may be cut off for the other half
        half = days_ahead(at, policy.code_days_ahead // 2).stop
        wanted = store.codes_wanted(point.point, half)
        if not wanted:
            continue
        with store.unit():  # a point each: a whole network's boxes would be held for too long
            store.hold(point.point)
            # who was erased meanwhile has none
            known = [ref for ref in wanted if store.code_secret(ref, b"")]
            letters = [fresh_codes(store, point, policy, (ref, b""), at) for ref in known]
            store.queue(point.point, letters, at, "system")
        renewed += len(letters)
    return renewed


def _end_elsewhere(store: Store, point: Point, policy: Policy, at: int) -> None:
    """Let go of who waits elsewhere no more: by the parcel's term, or too long ago to be true."""
    ended = store.elsewhere_over(point.point, at, at - policy.pii_days * DAY_MS)
    if ended:
        with store.unit():
            store.hold(point.point)
            store.end_elsewhere(point.point, ended)
