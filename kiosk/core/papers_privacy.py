"""The slip of an erasure: what the customer takes home, which names nobody."""

from msgspec import Struct

from kiosk.core.papers import Wording
from kiosk.core.receipts import Cut, Doc, Rule, Space, Text, TextSize, clean


class Slip(Struct, frozen=True):
    """What an erasure slip tells.

    Args:
        request: the erasure's name.
        at: ms UTC.
        initials: of who did it.
        is_done: else it waits until what is open has come to its end.
        due_at: when it must be done, ms UTC; None where nobody set a date.
    """

    request: str
    at: int
    initials: str
    is_done: bool
    due_at: int | None = None


def erasure_slip(slip: Slip, wording: Wording) -> Doc:
    """Return the paper that tells a customer what became of their data.

    Args:
        slip: what it tells.
        wording: how this customer reads.
    """
    say = wording.words
    title = say("Your data is erased") if slip.is_done else say("Your data will be erased")
    return Doc(
        "slip",
        (
            Text(title, size=TextSize.LARGE, bold=True, centred=True),
            Text(say("Point {point}").format(point=clean(wording.point)), wording.moment(slip.at)),
            Text(say("Served by {initials}").format(initials=clean(slip.initials))),
            Rule(),
            *_body(slip, wording),
            Space(),
            Text(say("What stays: the number of the parcel and that it was handed over.")),
            Text(say("Copies of the database are gone within 7 days.")),
            Rule(),
            Text(say("Request …{tail}").format(tail=slip.request[-12:]), size=TextSize.SMALL),
            Cut(),
        ),
    )


def _body(slip: Slip, wording: Wording) -> list[Text]:
    say = wording.words
    what = Text(say("Name, last digits of the phone, codes, photos and receipts of this point."))
    if slip.is_done:
        return [what]
    waits = Text(say("First your open order comes to its end; then nobody has to ask again."))
    if slip.due_at is None:
        return [what, waits]
    due = say("At the latest {moment}").format(moment=wording.moment(slip.due_at))
    return [what, waits, Text(due)]
