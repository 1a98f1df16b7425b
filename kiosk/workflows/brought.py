"""What the activities of returns and drop-offs answer: plain values for the screen."""

from msgspec import Struct

from kiosk.core.parcels import Parcel
from kiosk.core.policy import Check
from kiosk.core.returns import Return
from kiosk.core.words import Condition, Size


class Draft(Struct, frozen=True):
    """What the clerk has said of the goods so far; it is no fact before they are taken back."""

    condition: Condition = Condition.WHOLE
    size: Size = Size.S
    checks: frozenset[str] = frozenset()


class ReturnCard(Struct, frozen=True):
    """A return at the counter.

    Args:
        name: of the customer, masked; personal.
        checks: what must be ticked before the goods are taken back; a list is told none.
        draft: what was said so far.
        words: the customer's reason; personal.
    """

    known: Return
    name: str
    checks: tuple[Check, ...] = ()
    draft: Draft = Draft()
    words: str = ""

    @property
    def left(self) -> int:
        """How many lines of the checklist are open."""
        return sum(check.key not in self.draft.checks for check in self.checks)


class ReturnBoard(Struct, frozen=True):
    """The returns that are under way, and those that were announced."""

    opened: tuple[ReturnCard, ...]
    expected: tuple[ReturnCard, ...]


class CustomerReturns(Struct, frozen=True):
    """A customer who showed the pickup code to bring something back.

    Args:
        name: masked; personal.
        returns: announced or opened.
        issued: parcels that were handed over here.
    """

    customer_ref: str
    name: str
    returns: tuple[ReturnCard, ...] = ()
    issued: tuple[Parcel, ...] = ()


class DropOffCard(Struct, frozen=True):
    """A parcel that a sender brings.

    Args:
        parcel: its code.
        known: what was announced, None for nothing.
        taken: it is here already.
    """

    parcel: str
    known: Parcel | None = None
    taken: "Taken | None" = None


class Taken(Struct, frozen=True):
    """Something was taken at the counter and is to be put away.

    Args:
        cell: the one that blinks, None when there is no room.
        sticker: one is being printed for it.
        receipt_job: the paper for whoever brought it, None for one that was taken before.
        returned: the return it was, None for a drop-off.
    """

    parcel: Parcel
    cell: str | None
    sticker: bool = False
    receipt_job: str | None = None
    returned: Return | None = None
