"""Facts of a day at the counter: opened, handed over, closed; and its totals, as they travel."""

from typing import Annotated

from msgspec import Meta, Struct

from kiosk.core.daywords import Balance, CarryReason, DayId, DrawerReason, LooseKind
from kiosk.core.facts.fact import Fact
from kiosk.core.paywords import PayMethod
from kiosk.core.words import At, Count, Currency, Minor, Ref, Sha256

MOST_SUMS = 12  # methods by currencies
MOST_LOOSE = 20


class Drawer(Struct, frozen=True, omit_defaults=True):
    """The cash that somebody counted, beside what should lie there.

    Args:
        reason: why they differ; None where they do not.
    """

    currency: Currency
    counted_minor: Minor
    expected_minor: Balance
    reason: DrawerReason | None = None

    @property
    def over_minor(self) -> int:
        """How much more lies there than should; less than nothing for a shortage."""
        return self.counted_minor - self.expected_minor


class Loose(Struct, frozen=True):
    """So many of a kind are left unfinished, and why."""

    kind: LooseKind
    count: Count
    reason: CarryReason


class Sum(Struct, frozen=True):
    """What was paid less what was paid back, by one method."""

    method: PayMethod
    currency: Currency
    minor: Balance


class Totals(Struct, frozen=True, omit_defaults=True):
    """A day in numbers, of a calendar day of the point's zone.

    Args:
        issue_p50_ms, search_p50_ms: None where too few cases say nothing.
        paid: at the counter, by method and currency.
    """

    issued: Count = 0
    sessions: Count = 0
    received: Count = 0
    missing: Count = 0
    surplus: Count = 0
    damaged: Count = 0
    parcels_refused: Count = 0
    not_found: Count = 0
    unclaimed: Count = 0
    returns: Count = 0
    dropoffs: Count = 0
    shipped: Count = 0
    given_back: Count = 0
    turned_away: Count = 0
    wrong_codes: Count = 0
    offline_ms: At = 0
    issue_p50_ms: At | None = None
    search_p50_ms: At | None = None
    paid: Annotated[tuple[Sum, ...], Meta(max_length=MOST_SUMS)] = ()


class DayOpened(Fact, frozen=True):
    """Somebody opened the day; `drawer` where the cash was counted first."""

    day: DayId
    drawer: Drawer | None = None


class DayHandedOver(Fact, frozen=True):
    """The counter went from one person to another, who was there and said so.

    Args:
        to: who goes on; the actor is who leaves.
        visits, put_back: how many were told as open, and as lying on the counter.
    """

    day: DayId
    to: Ref
    drawer: Drawer | None = None
    visits: Count = 0
    put_back: Count = 0


class DayClosed(Fact, frozen=True):
    """A day is over.

    Args:
        totals: of it.
        seq, head: the last row of the journal before this one, and its hash.
        loose: what was left unfinished, each with its reason.
        untended: nobody closed it; the clock did, after its end.
    """

    day: DayId
    totals: Totals
    seq: At
    head: Sha256
    loose: Annotated[tuple[Loose, ...], Meta(max_length=MOST_LOOSE)] = ()
    drawer: Drawer | None = None
    untended: bool = False


class DayReopened(Fact, frozen=True):
    """A closing was taken back: work goes on, and the day is closed anew."""

    day: DayId
