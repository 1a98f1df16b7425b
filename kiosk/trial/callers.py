"""Who else comes to the counter on a planned day: customers with returns, senders with parcels."""

from collections.abc import Sequence
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.announcements import DropoffLine, ReturnLine
from kiosk.core.messages import CustomerLine
from kiosk.core.words import Size
from kiosk.trial.goods import GOODS, item_of

_SIZES, _WEIGHTS = (Size.S, Size.M, Size.L), (80, 17, 3)
_UNKNOWN = 4  # every such drop-off nobody announced


class Return(Struct, frozen=True):
    """A customer brings something back that was bought elsewhere.

    Args:
        minute: of the day.
        told: how the central announces it.
    """

    minute: int
    told: ReturnLine


class DropOff(Struct, frozen=True):
    """A sender brings a parcel.

    Args:
        minute: of the day.
        told: how the central announces it, or would have.
        is_announced: whether it does.
    """

    minute: int
    told: DropoffLine
    is_announced: bool


def returns_of(
    customers: Sequence[CustomerLine],
    wanted: int,
    hours: range,
    language: str,
    photos: dict[str, str],
    random: Random,
) -> tuple[Return, ...]:
    """Return who brings what back, by minute of the day.

    Args:
        customers: of the point.
        wanted: how many returns.
        hours: minutes of the day in which the point is open.
        language: of titles and papers.
        photos: subject -> sha256 of its picture.
        random: drawn from.
    """
    minutes = sorted(random.choices(hours, k=wanted))
    return tuple(
        Return(minute, _return(turn, random.choice(customers), language, photos, random))
        for turn, minute in enumerate(minutes)
    )


def _return(
    turn: int, customer: CustomerLine, language: str, photos: dict[str, str], random: Random
) -> ReturnLine:
    good = random.choice([good for good in GOODS if good.size is not Size.XL])
    item = item_of(good, language, photos.get(good.subject), f"461{turn:010d}")
    return ReturnLine(
        f"R-{turn:04d}",
        f"ii{52752103000 + turn}",
        customer.customer_ref,
        (replace(item, category="clothes" if good.subject == "shirt" else ""),),
        customer,
        f"{47110000 + turn}-{random.randrange(10000):04d}",
        good.size,
        language=language,
    )


def drop_offs_of(wanted: int, hours: range, random: Random) -> tuple[DropOff, ...]:
    """Return who drops what off, by minute of the day; some of it nobody announced."""
    minutes = sorted(random.choices(hours, k=wanted))
    sizes = random.choices(_SIZES, _WEIGHTS, k=wanted)
    return tuple(
        DropOff(
            minute,
            DropoffLine(f"{48900000 + turn}-0001-1", f"s-{turn % 7}", size),
            is_announced=turn % _UNKNOWN != _UNKNOWN - 1,
        )
        for turn, (minute, size) in enumerate(zip(minutes, sizes, strict=True))
    )
