"""The slip of an erasure: what the customer takes home, which names nobody."""

from collections.abc import Callable, Iterator
from enum import StrEnum

from msgspec import Struct

from kiosk.core.erasure import Held
from kiosk.core.papers import Wording
from kiosk.core.receipts import Cut, Doc, Rule, Text, TextSize, clean

Words = Callable[[str], str]


class Outcome(StrEnum):
    """How an erasure stands."""

    ERASED = "erased"
    WAITS = "waits"
    KEPT = "kept"


class Slip(Struct, frozen=True):
    """What an erasure slip tells.

    Args:
        request: the erasure's name.
        at: ms UTC.
        initials: of who did it.
        outcome: done, waiting until what is open has come to its end, or taken back.
        due_at: when it must be done, ms UTC; None where nobody set a date.
        held: what one that waits is held up by.
        is_ours: it was asked at this counter, which may take it back.
    """

    request: str
    at: int
    initials: str
    outcome: Outcome
    due_at: int | None = None
    held: Held | None = None
    is_ours: bool = False


def erasure_slip(slip: Slip, wording: Wording) -> Doc:
    """Return the paper that tells a customer what became of their data.

    Args:
        slip: what it tells.
        wording: how this customer reads.
    """
    say = wording.words
    return Doc(
        "slip",
        (
            Text(_title(slip.outcome, say), size=TextSize.LARGE, bold=True, centred=True),
            Text(say("Point {point}").format(point=clean(wording.point))),
            Text(wording.moment(slip.at)),  # beside it there is no room on 58 mm
            Text(say("Served by {initials}").format(initials=clean(slip.initials))),
            Rule(),
            *map(Text, _body(slip, wording)),
            Rule(),
            Text(say("Request …{tail}").format(tail=slip.request[-12:]), size=TextSize.SMALL),
            Cut(),
        ),
    )


def _title(outcome: Outcome, say: Words) -> str:
    match outcome:
        case Outcome.ERASED:
            return say("Your data is erased")
        case Outcome.WAITS:
            return say("Your data will be erased")
        case Outcome.KEPT:
            return say("Your data is kept")


def _body(slip: Slip, wording: Wording) -> Iterator[str]:
    say = wording.words
    if slip.outcome is Outcome.KEPT:
        yield say("You took your request back in time; nothing was erased.")
        yield say("You may ask again at any time.")
        return
    yield say(
        "What goes: name, last digits of the phone, codes, photos and receipts of this point."
    )
    if slip.outcome is Outcome.WAITS:
        yield _first(slip.held, say)
        if slip.due_at is not None:
            yield say("At the latest {moment}").format(moment=wording.moment(slip.due_at))
        if slip.is_ours:
            yield say("Until then you may take it back at this counter.")
    yield say("What stays: the number of the parcel and that it was handed over.")
    yield say("Copies of the database are gone within 7 days.")


def _first(held: Held | None, say: Words) -> str:
    """Return what comes before an erasure, as its customer would call it."""
    match held:
        case Held.PARCELS | Held.VISIT:
            return say("First your open order comes to its end; then nobody has to ask again.")
        case Held.RETURN:
            return say("First your return comes to its end; then nobody has to ask again.")
        case Held.CLAIM:
            return say("First you get the money back that is owed to you; "
                       "then nobody has to ask again.")  # fmt: skip
        case None:
            return say("Nothing holds it up; it is done within a minute.")
