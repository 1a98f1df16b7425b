"""Paid here, and another due there: rows of `conflicts` about money; the central gives it back."""

from kiosk.core import parcels
from kiosk.core.events import Event
from kiosk.core.facts import paying, visits
from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelState


def other_due(parcel: Parcel, event: Event) -> bool:
    """Whether a visit charged what it opened with, which the central had changed meanwhile."""
    fact = event.facts
    is_here = parcel.state is ParcelState.PICKED
    return is_here and isinstance(fact, visits.ParcelIssued) and fact.due_minor != parcel.due_minor


def changed_after_issue(parcel: Parcel, event: Event) -> bool:
    """Whether the central changed the due of what the customer has paid for and taken along."""
    fact = event.facts
    is_gone = parcel.state is ParcelState.ISSUED
    return is_gone and isinstance(fact, paying.DueChanged) and fact.due_minor != parcel.due_minor


def followed(parcel: Parcel, event: Event) -> Parcel:
    """Return the parcel after both: the customer has it, its due is what the central wants."""
    return parcels.evolve(parcel, event)
