"""How large a day is, and what is special about it: by WORKFLOWS.md 8, or a taste of it."""

from enum import StrEnum

from msgspec import Struct


class Trouble(StrEnum):
    """What goes wrong, on purpose."""

    NETWORK_DOWN = "network_down"
    NETWORK_UP = "network_up"
    PAPER_OUT = "paper_out"
    PAPER_BACK = "paper_back"
    PLUG_PULLED = "plug_pulled"


class Twist(StrEnum):
    """What is special about a visit."""

    PLAIN = "plain"
    WRONG_CODE = "wrong_code"
    WRONG_POINT = "wrong_point"
    UNDONE = "undone"
    NOT_FOUND = "not_found"
    FOUND_AGAIN = "found_again"
    CANCELLED_MEANWHILE = "cancelled_meanwhile"


class Hitch(Struct, frozen=True):
    """Trouble at a minute of the day."""

    minute: int
    trouble: Trouble


class Sizes(Struct, frozen=True):
    """How large a day is: counts by WORKFLOWS.md 8, or a taste of it."""

    customers: int
    stock: int
    trucks: tuple[tuple[int, int], ...]  # (minute, parcels)
    issued: int
    visits: int
    missing: int
    surplus: int
    damaged: int
    unreadable: int
    twists: tuple[Twist, ...]
    hitches: tuple[Hitch, ...]
    unclaimed: int = 0
    counted: int = 0
    returns: int = 0
    dropoffs: int = 0
    boxes: int = 0  # of the first truck; one of them does not come
    refused: int = 0  # parcels of which nothing is taken
    split: int = 0  # parcels of which some is taken
    paying: int = 0  # visits that pay at the counter


FULL = Sizes(
    customers=380,
    stock=600,
    trucks=((10 * 60 + 15, 300), (14 * 60, 152), (19 * 60, 60)),
    issued=508,
    visits=318,
    missing=3,
    surplus=2,
    damaged=4,
    unreadable=5,
    twists=(
        *[Twist.WRONG_CODE] * 9,
        Twist.WRONG_POINT,
        *[Twist.UNDONE] * 3,
        Twist.NOT_FOUND,
        Twist.FOUND_AGAIN,
        Twist.CANCELLED_MEANWHILE,
    ),
    hitches=(
        Hitch(12 * 60 + 40, Trouble.NETWORK_DOWN),
        Hitch(13 * 60 + 25, Trouble.NETWORK_UP),
        Hitch(16 * 60 + 5, Trouble.PAPER_OUT),
        Hitch(16 * 60 + 12, Trouble.PAPER_BACK),
        Hitch(18 * 60 + 30, Trouble.PLUG_PULLED),
    ),
    unclaimed=14,
    boxes=9,
    counted=40,
    returns=24,
    dropoffs=89,
    refused=12,
    split=10,
    paying=60,
)
SHORT = Sizes(
    customers=16,
    stock=26,
    trucks=((10 * 60 + 15, 10),),
    issued=16,
    visits=9,
    missing=1,
    surplus=1,
    damaged=1,
    unreadable=1,
    twists=(
        Twist.WRONG_CODE,
        Twist.UNDONE,
        Twist.FOUND_AGAIN,
        Twist.CANCELLED_MEANWHILE,
        Twist.WRONG_POINT,
    ),
    hitches=(
        Hitch(12 * 60 + 40, Trouble.NETWORK_DOWN),
        Hitch(13 * 60 + 25, Trouble.NETWORK_UP),
        Hitch(16 * 60 + 5, Trouble.PAPER_OUT),
        Hitch(16 * 60 + 12, Trouble.PAPER_BACK),
        Hitch(18 * 60 + 30, Trouble.PLUG_PULLED),
    ),
    unclaimed=2,
    boxes=4,
    counted=4,
    returns=2,
    dropoffs=3,
    refused=0,  # of so few, nobody has a second parcel to leave
    split=1,
    paying=4,
)
