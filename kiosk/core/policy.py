"""The network's rules as data: terms, limits and requirements that the central sends."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from kiosk.core.daywords import USUAL_END_H
from kiosk.core.events import Event
from kiosk.core.facts.box import PolicyApplied
from kiosk.core.facts.deciding import MOST_BAGS
from kiosk.core.opening_words import LocationRule
from kiosk.core.words import BoxClass, Currency, Line, Minor, Word

_Days = Annotated[int, Meta(ge=0, le=400)]
_Hours = Annotated[int, Meta(ge=0, le=24 * 60)]
_Small = Annotated[int, Meta(ge=0, le=1000)]


class PickupCodeKind(StrEnum):
    """How a network proves that the right customer stands there."""

    LONG = "long"
    LAST4_6 = "last4+6"
    ORDER_6 = "order+6"


class DocumentRule(StrEnum):
    """When a document must be looked at; `age` is for 18+ items only."""

    AGE = "age"
    ALWAYS = "always"
    NEVER = "never"


class BagKind(Struct, frozen=True, omit_defaults=True):
    """A bag that a point gives or sells.

    Args:
        bag: what it is called, such as `M`.
        price_minor: of one, in the currency of the goods; 0 for a free one.
    """

    bag: Word
    price_minor: Minor = 0


class DelegateRule(StrEnum):
    """Whether somebody else may collect with the customer's code; `document`: their own is seen."""

    YES = "yes"
    DOCUMENT = "document"
    NO = "no"


class NoRequest(StrEnum):
    """What becomes of goods that a customer brings back unannounced."""

    REFUSE = "refuse"
    KEEP = "keep"  # taken back provisionally, until the central's verdict


class Check(Struct, frozen=True, omit_defaults=True):
    """One line of a checklist.

    Args:
        key: names it; the screen has its own words for the usual ones.
        words: by language, for one the screen has no words for.
        of_faulty: whether it is asked of faulty goods, too.
    """

    key: Word
    words: Annotated[Mapping[Word, Line], Meta(max_length=10)] = {}
    of_faulty: bool = True


_Checks = Annotated[tuple[Check, ...], Meta(max_length=20)]
ANY_CATEGORY = ""  # of a checklist: for goods whose category has none of its own
_USUAL = (Check("complete"), Check("tags"), Check("unused", of_faulty=False))

_SHOTS = (
    *("facade", "sign", "entrance", "counter", "fitting_room"),
    *("shelves", "store", "camera_view", "floor_plan"),
)


class Policy(Struct, frozen=True, forbid_unknown_fields=False):
    """One network's rules, whole; a value out of range refuses all of it (WORKFLOWS.md 6)."""

    policy: Word
    version: Annotated[int, Meta(ge=1, le=2**31)]
    storage_days: Annotated[int, Meta(ge=1, le=400)]
    pickup_code: PickupCodeKind
    code_days_ahead: Annotated[int, Meta(ge=1, le=60)]
    undo_s: Annotated[int, Meta(ge=0, le=3600)]
    expiring_h: _Hours
    document: DocumentRule
    digits_min: Annotated[int, Meta(ge=4, le=20)]
    damaged: Annotated[str, Meta(pattern=r"^(keep|reject)$(?!\n)")]
    pay_here: bool
    payment_tries: _Small
    try_on_min: _Small
    partial_refusal: bool
    pii_days: _Days
    evidence_days: _Days
    code_tries: Annotated[int, Meta(ge=1, le=20)] = 5
    code_tries_window_min: Annotated[int, Meta(ge=1, le=120)] = 10
    counter_tries: Annotated[int, Meta(ge=1, le=200)] = 20
    counter_tries_window_min: Annotated[int, Meta(ge=1, le=240)] = 60
    delegate: DelegateRule = DelegateRule.YES
    sessions_max: Annotated[int, Meta(ge=1, le=4)] = 4
    curtain_s: Annotated[int, Meta(ge=10, le=3600)] = 60
    lock_s: Annotated[int, Meta(ge=20, le=7200)] = 120
    # so long after midnight it is still the day before, for whoever opens and closes days
    day_ends_h: Annotated[int, Meta(ge=0, le=12)] = USUAL_END_H
    # from when on somebody is told: the terms of the network, and the patience of the point
    late_min: Annotated[int, Meta(ge=0, le=24 * 60)] = 30  # a delivery, past its time
    accept_within_min: Annotated[int, Meta(ge=1, le=7 * 24 * 60)] = 120  # after its arrival
    pull_within_h: _Hours = 24  # after a term is over
    claim_days: _Days = 7  # after a delivery was closed with differences
    offline_min: Annotated[int, Meta(ge=1, le=7 * 24 * 60)] = 15
    queue_old_min: Annotated[int, Meta(ge=1, le=7 * 24 * 60)] = 60
    # a visit that nobody goes on with waits, then is given up
    park_min: Annotated[int, Meta(ge=1, le=240)] = 10
    abandon_min: Annotated[int, Meta(ge=1, le=24 * 60)] = 30
    # one ready parcel, nothing asked for: the scan that takes it hands it over
    one_scan: bool = False
    # so long after the PIN a badge alone is enough to take over; 0 asks for the PIN each time
    badge_alone_min: Annotated[int, Meta(ge=0, le=24 * 60)] = 12 * 60
    photos_damage: Annotated[int, Meta(ge=0, le=20)] = 0
    damage_kinds: Annotated[tuple[Check, ...], Meta(max_length=12)] = tuple(
        map(Check, ("torn", "wet", "crushed", "opened", "broken", "other"))
    )
    photo_side: Annotated[int, Meta(ge=320, le=4000)] = 1280
    journal_days: Annotated[int, Meta(ge=30, le=4000)] = 400
    slotting_moves: Annotated[int, Meta(ge=0, le=20)] = 20  # a night; 0 is never
    count_days: Annotated[int, Meta(ge=1, le=400)] = 30
    # boxes for the warehouse; `box_max_open` counts each flow by itself
    box_max_open: Annotated[int, Meta(ge=1, le=50)] = 3
    box_max_items: Annotated[int, Meta(ge=1, le=500)] = 60
    box_open_h: Annotated[int, Meta(ge=1, le=24 * 60)] = 48
    box_max_kg: Annotated[int, Meta(ge=1, le=1000)] = 15
    box_max_moves: _Small = 2
    box_classes: tuple[BoxClass, ...] = tuple(BoxClass)
    pack_return_h: _Hours = 48
    warehouse: Word = ""
    # stills nobody waits for, at each change of custody the network wants to see
    photo_at_seal: bool = False
    photo_at_arrival: bool = False  # of a delivery
    photo_at_accept: bool = False  # of each parcel
    photo_at_issue: bool = False
    photo_at_hand_over: bool = False  # of a shipment
    photo_at_give_back: bool = False
    photo_at_drop_off: bool = False  # of each parcel a sender brings
    # what goes back and is disposed of here, so many days after; 0 is never
    dispose_days: _Days = 0
    photos_dispose: Annotated[int, Meta(ge=0, le=20)] = 1
    # what customers bring back, and senders drop off
    no_request: NoRequest = NoRequest.REFUSE
    photos_return: Annotated[int, Meta(ge=0, le=20)] = 0
    return_checklist: Annotated[Mapping[Word, _Checks], Meta(max_length=100)] = field(
        default_factory=lambda: {ANY_CATEGORY: _USUAL}
    )
    not_returnable: Annotated[tuple[Word, ...], Meta(max_length=100)] = ()
    forbidden: _Checks = tuple(map(Check, ("weapons", "flammable", "poison", "money", "animals")))
    dropoff_max_kg: Annotated[int, Meta(ge=1, le=1000)] = 20
    # what customers do not take, and what they carry it all in
    refuse_reasons: _Checks = tuple(map(Check, ("size", "looks", "not_as_told", "changed_mind")))
    photos_defect: Annotated[int, Meta(ge=0, le=20)] = 0
    bags: Annotated[tuple[BagKind, ...], Meta(max_length=MOST_BAGS)] = ()
    # the opening of a point: pictures of its fit-out, papers, and what a place should be like;
    # each picture and each paper is wanted before the fit-out is looked at
    shots: _Checks = tuple(map(Check, _SHOTS))
    papers: _Checks = tuple(map(Check, ("lease", "registration")))
    location_rules: Annotated[tuple[LocationRule, ...], Meta(max_length=20)] = ()
    trial_parcels: Annotated[int, Meta(ge=1, le=50)] = 10
    fit_out_days: _Days = 28
    deposit_minor: Minor = 0  # 0: the network asks for none
    deposit_currency: Currency | None = None

    def __post_init__(self) -> None:
        """Refuse a deposit in no money."""
        if self.deposit_minor and self.deposit_currency is None:
            raise ValueError("a deposit has a currency")


class PolicyInForce(Struct, frozen=True):
    """Which version of which policy is in force; the rules themselves lie beside it."""

    policy: str
    version: int
    applied_at: int


def evolve(event: Event) -> PolicyInForce:
    """Return the policy in force after `policy.applied`, whatever was before.

    Raises:
        TypeError: the event is something else.
    """
    match event.facts:
        case PolicyApplied(policy=policy, version=version):
            return PolicyInForce(policy, version, event.recorded_at)
        case _:
            raise TypeError(f"{event.type} changes no policy")


def parse(raw: bytes | msgspec.Raw) -> Policy:
    """Return the policy in `raw`.

    Raises:
        msgspec.ValidationError: a value is out of range or missing; the old policy stays.
    """
    return msgspec.json.decode(raw, type=Policy)
