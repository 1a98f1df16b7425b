"""The letter that takes an erasure back before it was done."""

from kiosk.core.letter import Letter
from kiosk.core.words import Ref


class EraseWithdrawn(Letter, frozen=True):
    """A customer is not to be forgotten after all, where that has not happened yet.

    Why stays at the central: words of people go into no letter and no journal.
    """

    request: Ref
    customer_ref: Ref
