"""The closed sets of an opening, and the small values that facts, letters and rules share."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.core.words import Count, Line, Ref, Word

# millionths of a degree, WGS 84: no float travels
Lat = Annotated[int, Meta(ge=-90_000_000, le=90_000_000)]
Lon = Annotated[int, Meta(ge=-180_000_000, le=180_000_000)]
Consent = Annotated[str, Meta(pattern=r"^[a-z0-9.-]{1,32}$(?!\n)")]  # the version that was shown
Version = Annotated[int, Meta(ge=0, le=1_000_000)]
MOST_SHOTS = 20  # of a fit-out, and of the papers beside it
MOST_NEAR = 200  # points around a place
MOST_CHECKS = 30


class OpeningStage(StrEnum):
    """Where the opening of a point stands (WORKFLOWS.md 4.11)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    LOCATION_REVIEW = "location_review"
    LOCATION_APPROVED = "location_approved"
    LOCATION_REJECTED = "location_rejected"
    CONTRACT = "contract"
    DEPOSIT = "deposit"
    FIT_OUT = "fit_out"
    FIT_OUT_REVIEW = "fit_out_review"
    REWORK = "rework"
    EQUIPMENT_CHECK = "equipment_check"
    TRIAL_DELIVERY = "trial_delivery"
    LAUNCHED = "launched"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ShotState(StrEnum):
    """Where a picture of the fit-out stands; one that nobody took is needed."""

    NEEDED = "needed"
    TAKEN = "taken"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REWORK = "rework"


class Entrance(StrEnum):
    """How a customer comes in."""

    STREET = "street"
    YARD = "yard"
    SHARED = "shared"  # a hall that several shops share


class NeighbourKind(StrEnum):
    """What may stand beside a place; a network's rule may name another, by a word of its own."""

    ALCOHOL = "alcohol"
    BAR = "bar"
    PAWNSHOP = "pawnshop"
    GAMBLING = "gambling"
    PICKUP_POINT = "pickup_point"  # of another network
    PHARMACY = "pharmacy"
    SCHOOL = "school"


class RuleKind(StrEnum):
    """What a rule of the network asks of a place; a newer one is no error, but unknown."""

    DISTANCE_M = "distance_m"  # to the nearest point, at least
    AREA_M2 = "area_m2"  # at least, as are the two below
    STORE_M2 = "store_m2"
    WIDTH_CM = "width_cm"
    FLOOR = "floor"  # at most
    ENTRANCE = "entrance"  # `what` it must be
    NEIGHBOUR = "neighbour"  # `what` it must not stand beside


class CheckKind(StrEnum):
    """What of the equipment is looked at."""

    LIGHTS = "lights"
    LABELS = "labels"
    READER = "reader"
    BUTTON = "button"
    SLIP = "slip"
    LINK = "link"
    CLOCK = "clock"


class LocationRule(Struct, frozen=True, omit_defaults=True):
    """One rule of the network for a place; it warns and never locks.

    Args:
        kind: a `RuleKind`, or a newer one.
        limit: in the unit that the kind names.
        what: a word, where the rule is about one.
        words: by language, for a rule the screen has no words for.
    """

    kind: Word
    limit: Annotated[int, Meta(ge=-1000, le=1_000_000)] = 0
    what: Word = ""
    words: Annotated[Mapping[Word, Line], Meta(max_length=10)] = {}


class PlaceFacts(Struct, frozen=True, omit_defaults=True):
    """What the partner says of a place; None is not known yet.

    Args:
        area_m2, store_m2: all of it, and the part behind the counter.
        width_cm: of the front.
        neighbours: words for what stands beside it, such as `pharmacy`.
    """

    area_m2: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    store_m2: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    width_cm: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    floor: Annotated[int, Meta(ge=-5, le=200)] | None = None
    entrance: Entrance | None = None
    neighbours: Annotated[tuple[Word, ...], Meta(max_length=20)] = ()


class NearPoint(Struct, frozen=True):
    """A point of the network near a place; `lat`, `lon` in millionths of a degree."""

    point: Ref
    name: Word
    lat: Lat
    lon: Lon


class ShotVerdict(Struct, frozen=True, omit_defaults=True):
    """What the central says of one picture; a text asks for another one."""

    shot: Word
    text: Line = ""


class CheckLine(Struct, frozen=True, omit_defaults=True):
    """What one check of the equipment found: so many are well, of so many."""

    kind: CheckKind
    good: Count
    of: Count
    name: Word = ""
