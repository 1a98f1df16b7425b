"""Facts of privacy: a customer is to be forgotten, it was done, and what a term took."""

from enum import StrEnum

from kiosk.core.facts.fact import Fact
from kiosk.core.words import At, Count, Ref


class Basis(StrEnum):
    """Why a customer's data is erased."""

    CENTRAL = "central"  # the network was asked
    REQUEST = "request"  # the customer asked at the counter
    RESTORED = "restored"  # it was erased before; an old copy of the file had it again


class ErasureAsked(Fact, frozen=True):
    """A customer is to be forgotten, as soon as nothing of theirs is open here.

    Args:
        request: the network's name for it, or one of our own.
        due_at: when it must be done, ms UTC; None where nobody set a date.
    """

    request: Ref
    customer_ref: Ref
    basis: Basis
    due_at: At | None = None


class CustomerErased(Fact, frozen=True):
    """Nothing of a customer is kept here but the reference in old facts.

    Args:
        photos, papers: how many went with the name.
    """

    request: Ref
    customer_ref: Ref
    basis: Basis
    photos: Count = 0
    papers: Count = 0


class EraseCancelled(Fact, frozen=True):
    """A customer who was to be forgotten is not: the request was taken back in time."""

    request: Ref
    customer_ref: Ref


class RetentionDone(Fact, frozen=True):
    """What was older than its term by the network's policy is gone.

    Args:
        customers: names, last digits and codes, of so many.
        photos: taken and past their term.
        papers: what a printed paper said.
        letters: names of letters of the central that were obeyed.
    """

    customers: Count = 0
    photos: Count = 0
    papers: Count = 0
    letters: Count = 0
