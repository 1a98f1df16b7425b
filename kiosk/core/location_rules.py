"""How a place for a point stands to the network's rules: pass, fail, or nobody knows yet.

A rule never locks: whoever proposes a place sees what fails and may propose it all the same; the
central decides.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from kiosk.core.geo import Spot, distance_m, of_millionths
from kiosk.core.opening_words import LocationRule, NearPoint, PlaceFacts, RuleKind

_WHOLE = re.compile(r"-?\d{1,6}", re.ASCII)
NO_NEIGHBOURS = "none"  # among the neighbours: somebody looked, and there are none of these


class Outcome(StrEnum):
    """How a place stands to a rule."""

    KEPT = "pass"
    BROKEN = "fail"
    UNKNOWN = "unknown"


class Neighbour(Struct, frozen=True):
    """A point of the network, and how many metres it is from the place."""

    near: NearPoint
    metres: float


class Verdict(Struct, frozen=True):
    """How a place stands to one rule.

    Args:
        rule: which.
        value: what was found, in the rule's unit; None where nothing is known or measured.
        point: the nearest point, of a rule about distance.
    """

    rule: LocationRule
    outcome: Outcome
    value: int | None = None
    point: str = ""


def neighbours(spot: Spot, points: Sequence[NearPoint]) -> tuple[Neighbour, ...]:
    """Return the points by their distance from a place, the nearest first."""
    found = [Neighbour(one, distance_m(spot, of_millionths(one.lat, one.lon))) for one in points]
    return tuple(sorted(found, key=lambda one: (one.metres, one.near.point)))


def ring_m(rules: Sequence[LocationRule]) -> int:
    """Return within how many metres no other point should be, 0 where no rule says so."""
    return max((rule.limit for rule in rules if rule.kind == RuleKind.DISTANCE_M), default=0)


def judge(
    rules: Sequence[LocationRule],
    spot: Spot | None,
    facts: PlaceFacts,
    points: Sequence[NearPoint] | None,
) -> tuple[Verdict, ...]:
    """Return how a place stands to every rule, in the rules' order.

    Args:
        rules: of the policy; one of a newer kind is unknown.
        spot: of the pin, None before it was set.
        facts: what is known of the rooms.
        points: of the network, None while the central has not told them.
    """
    return tuple(_verdict(rule, spot, facts, points) for rule in rules)


def _verdict(
    rule: LocationRule, spot: Spot | None, facts: PlaceFacts, points: Sequence[NearPoint] | None
) -> Verdict:
    match rule.kind:
        case RuleKind.DISTANCE_M:
            return _apart(rule, spot, points)
        case RuleKind.ENTRANCE:
            said = facts.entrance
            return Verdict(rule, _outcome(None if said is None else said == rule.what))
        case RuleKind.NEIGHBOUR:
            beside = facts.neighbours
            return Verdict(rule, _outcome(rule.what not in beside if beside else None))
        case _:
            return _measured(rule, facts)


_MEASURES: Mapping[str, Callable[[PlaceFacts], int | None]] = {
    RuleKind.AREA_M2: lambda facts: facts.area_m2,
    RuleKind.STORE_M2: lambda facts: facts.store_m2,
    RuleKind.WIDTH_CM: lambda facts: facts.width_cm,
    RuleKind.FLOOR: lambda facts: facts.floor,
}


def _measured(rule: LocationRule, facts: PlaceFacts) -> Verdict:
    value = _MEASURES[rule.kind](facts) if rule.kind in _MEASURES else None
    if value is None:
        return Verdict(rule, Outcome.UNKNOWN)
    is_kept = value <= rule.limit if rule.kind == RuleKind.FLOOR else value >= rule.limit
    return Verdict(rule, _outcome(is_kept), value)


def _apart(rule: LocationRule, spot: Spot | None, points: Sequence[NearPoint] | None) -> Verdict:
    if spot is None or points is None:
        return Verdict(rule, Outcome.UNKNOWN)
    if not points:
        return Verdict(rule, Outcome.KEPT)
    nearest = neighbours(spot, points)[0]
    return Verdict(
        rule, _outcome(nearest.metres >= rule.limit), int(nearest.metres), nearest.near.point
    )


def _outcome(is_kept: bool | None) -> Outcome:  # noqa: FBT001  # None: nobody said
    if is_kept is None:
        return Outcome.UNKNOWN
    return Outcome.KEPT if is_kept else Outcome.BROKEN


def facts_of(fields: Mapping[str, str]) -> PlaceFacts:
    """Return what a form says of the rooms; what cannot be so is not known.

    Args:
        fields: by the names of `PlaceFacts`; neighbours with commas between them.
    """
    known: dict[str, object] = {}
    for name, said in fields.items():
        value = _fact(name, said)
        if value is not None:
            known[name] = value
    return msgspec.convert(known, PlaceFacts)


def _fact(name: str, said: str) -> object | None:
    if name not in PlaceFacts.__struct_fields__ or not said:
        return None
    value: object = said
    if name == "neighbours":
        value = said.split(",")
    elif name != "entrance":
        if _WHOLE.fullmatch(said) is None:
            return None
        value = int(said)
    try:
        msgspec.convert({name: value}, PlaceFacts)
    except msgspec.ValidationError:
        return None
    return value
