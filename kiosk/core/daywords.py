"""The closed sets of a day at the counter, as `core.words` holds those of the trade."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

# A local day; behind it the box, where several work for one point and each has its own drawer.
DayId = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}(:[a-z0-9-]{1,40})?$(?!\n)")]
Balance = Annotated[int, Meta(ge=-(10**12), le=10**12)]  # minor units, less than nothing too


class DayState(StrEnum):
    """Where a day stands."""

    OPEN = "open"
    CLOSED = "closed"


class LooseKind(StrEnum):
    """What may be unfinished when a day is closed; in the order in which it is told."""

    VISITS = "visits"
    PARKED = "parked"
    PUT_BACK = "put_back"
    CASH = "cash"
    MONEY = "money"  # sums of which the terminal has yet to say what became of them
    DELIVERIES = "deliveries"
    RETURNS = "returns"
    BOXES = "boxes"
    SHIPMENTS = "shipments"
    STOCKTAKE = "stocktake"
    PHOTOS = "photos"
    PAPERS = "papers"
    MAIL = "mail"


class CarryReason(StrEnum):
    """Why something is left for the next day."""

    TOMORROW = "tomorrow"  # it goes on as it stands
    AWAITED = "awaited"  # somebody must come: a customer, a driver
    FAULT = "fault"  # a device or the network is down
    NO_TIME = "no_time"
    UNTENDED = "untended"  # nobody was there to say; the clock's own


class DrawerReason(StrEnum):
    """Why the drawer holds another sum than the books say."""

    CHANGE = "change"  # somebody got too much or too little of it
    UNRECORDED = "unrecorded"  # put in or taken out, and not written down
    FLOAT = "float"  # it began with another sum
    UNKNOWN = "unknown"


BY_HAND = tuple(reason for reason in CarryReason if reason is not CarryReason.UNTENDED)
USUAL_END_H = 4  # of the night, where no policy says: until then it is still the day before
