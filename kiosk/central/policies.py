"""Which rules each point works by, which are on their way, and which its boxes refused."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from kiosk.central.profiles import profile, profiles
from kiosk.central.sql import Sql
from kiosk.core import messages
from kiosk.core.messages import PolicySet
from kiosk.core.policy import Policy, PolicyInForce


class Sent(Struct, frozen=True):
    """The latest rules that were sent to a box.

    Args:
        device: the box.
        policy, version: which rules.
        state, reason: what became of the letter, in the box's word where it refused.
        by, at: who sent it, and when, ms UTC.
    """

    device: str
    policy: str
    version: int
    state: str
    reason: str
    by: str
    at: int


class Ruled(Struct, frozen=True):
    """A point and its rules.

    Args:
        point, name: which.
        wanted: the policy the network has chosen for it.
        in_force: what it works by, None while it told of none.
        sent: the latest letters, by box.
    """

    point: str
    name: str
    wanted: str
    in_force: PolicyInForce | None
    sent: tuple[Sent, ...]


class NoPolicy(Exception):
    """It was not sent; the word says why: `unknown`, `no_point`, `changed` or `same`."""


class _Named(Struct):
    policy: str = ""


def _sent(device: str, state: str, reason: str, raw: bytes) -> Sent:
    message = messages.decode(raw)
    letter = message.facts
    if not isinstance(letter, PolicySet):
        return Sent(device, "", 0, state, reason, message.by, message.made_at)
    named = msgspec.json.decode(letter.policy, type=_Named)
    told = (named.policy, letter.version, state, reason)
    return Sent(device, *told, message.by, message.made_at)


def changes(before: Policy | None, after: Policy) -> list[tuple[str, object, object]]:
    """Return (setting, before, after) of all that differs; all of it where nothing was before."""
    had: Mapping[str, object] = msgspec.to_builtins(before) if before else {}
    has: Mapping[str, object] = msgspec.to_builtins(after)
    names = [*has, *(name for name in had if name not in has)]
    return [
        (name, had.get(name), has.get(name)) for name in names if had.get(name) != has.get(name)
    ]


def mark_of(one: Ruled) -> str:
    """Say in a word what a point works by and what it was sent: a decision names what it saw."""
    force = one.in_force
    told = [f"{sent.device}:{sent.at}" for sent in one.sent]
    return " ".join([f"{force.policy}:{force.version}" if force else "-", *told])


def in_force_of(one: Ruled) -> Policy | None:
    """Return the rules a point works by, as far as they are known here."""
    if one.in_force is None:
        return None
    known = profile(one.in_force.policy)
    return known if known and known.version == one.in_force.version else None


class PolicyBook:
    """The rules of all points, and the choice of others.

    Args:
        conn: of the store, or of a reader beside it.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def all(self) -> list[Ruled]:
        """Return every point with its rules, by name."""
        points = self._conn.execute(
            "SELECT point, name, policy FROM point ORDER BY name, point"
        ).fetchall()
        in_force, sent = self._in_force(), self._sent()
        return [
            Ruled(point, name, wanted, in_force.get(point), tuple(sent.get(point, {}).values()))
            for point, name, wanted in points
        ]

    def get(self, point: str) -> Ruled | None:
        """Return a point with its rules."""
        return next((one for one in self.all() if one.point == point), None)

    def _in_force(self) -> dict[str, PolicyInForce]:
        found: dict[str, PolicyInForce] = {}
        rows = self._conn.execute("SELECT point, body FROM book WHERE kind = 'policy'").fetchall()
        for point, body in rows:
            told = msgspec.json.decode(bytes(body), type=PolicyInForce)
            had = found.get(str(point))
            if had is None or told.applied_at >= had.applied_at:
                found[str(point)] = told
        return found

    def _sent(self) -> dict[str, dict[str, Sent]]:
        found: dict[str, dict[str, Sent]] = {}
        rows = self._conn.execute(
            "SELECT point, device, state, reason, raw FROM message JOIN device USING (device)"
            " WHERE type = 'policy.set' ORDER BY device, seq"
        ).fetchall()
        for point, device, state, reason, raw in rows:
            one = _sent(str(device), str(state), str(reason), bytes(raw))
            found.setdefault(str(point), {})[one.device] = one
        return found

    def choose(self, point: str, policy: str, mark: str) -> PolicySet:
        """Choose a point's rules; return the letter that tells it; within a unit.

        Args:
            point: which.
            policy: the name of a profile.
            mark: of what stood there when it was decided.

        Raises:
            NoPolicy: nothing was chosen.
        """
        boxes = self._conn.execute("SELECT device FROM device WHERE point = ?", [point]).fetchall()
        self._conn.hold(str(row[0]) for row in boxes)  # before their point, everywhere
        rules, one = profiles().get(policy), self.get(point)
        if rules is None or one is None:
            raise NoPolicy("unknown" if rules is None else "no_point")
        if mark_of(one) != mark:
            raise NoPolicy("changed")
        force = one.in_force
        if force and force.policy == rules.policy and force.version >= rules.version:
            raise NoPolicy("same")  # the box would refuse it as stale
        self._conn.execute("UPDATE point SET policy = ? WHERE point = ?", [policy, point])
        return PolicySet(rules.version, msgspec.Raw(msgspec.json.encode(rules)))
