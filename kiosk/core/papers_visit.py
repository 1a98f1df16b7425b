"""What a customer's paper says of what was not taken, of bags, and of itself."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import codes, parcel_items
from kiosk.core.facts.deciding import Bag
from kiosk.core.facts.fact import Item
from kiosk.core.papers import Wording, bag_lines
from kiosk.core.papers_number import number
from kiosk.core.papers_returns import Served
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Check
from kiosk.core.receipts import Cut, Doc, Element, Rule, Space, Text, TextSize, clean
from kiosk.core.words import Decision


class Visited(Struct, frozen=True):
    """What came of a visit.

    Args:
        left: parcels that go back, with what was not taken of them.
        bags: taken along.
        receipt: the paper's own id; its code opens it again.
        reasons: the sentence for a reason of the network, in the customer's language.
        checked: what a document told before: NAME for whose it was, an age, or both.
    """

    left: Sequence[Parcel] = ()
    bags: Sequence[Bag] = ()
    receipt: str = ""
    reasons: Callable[[str], str] = str
    checked: Sequence[int] = ()


def refuse_word(
    key: str, known: Sequence[Check], say: Callable[[str], str], language: str = ""
) -> str:
    """Return why something is not taken: the network's words, ours for the usual ones, the key.

    Args:
        key: of the reason.
        known: the network's reasons.
        say: a sentence in a language.
        language: which.
    """
    usual = {
        "size": say("The size is not right"),
        "looks": say("It looks different"),
        "not_as_told": say("Not as described"),
        "changed_mind": say("Changed their mind"),
        "defect": say("With a defect"),
        "refuse": say("Not taken"),
    }
    named = next((check for check in known if check.key == key), None)
    own = (named.words.get(language) or named.words.get("en")) if named else None
    return own or usual.get(key) or key


def with_visit(doc: Doc, visited: Visited, wording: Wording) -> Doc:
    """Return the paper of what was handed over with all the rest that the customer should keep.

    Args:
        doc: it says what was handed over, and ends with a cut.
        visited: the rest.
        wording: how this customer reads.
    """
    more = (
        *_checked(visited, wording),
        *_left(visited, wording),
        *number(visited.receipt, wording),
    )
    return replace(doc, elements=(*doc.elements[:-1], *more, doc.elements[-1]))


def declined(visited: Visited, served: Served, wording: Wording) -> Doc:
    """Return the paper of a visit in which nothing was taken.

    Args:
        visited: what was left, and why.
        served: when and by whom.
        wording: how this customer reads.
    """
    say = wording.words
    unsure = say("The clock of this point was not sure of the time.")
    return Doc(
        "receipt",
        (
            Text(say("Nothing was taken"), size=TextSize.LARGE, bold=True, centred=True),
            Text(
                say("Point {point}").format(point=clean(wording.point)), wording.moment(served.at)
            ),
            Text(say("Served by {initials}").format(initials=clean(served.initials))),
            *([Rule()] if visited.bags else []),
            *bag_lines(visited.bags, visited.left[0].currency if visited.left else "", wording),
            *_left(visited, wording),
            Space(),
            Text(say("Nothing is owed for it. What was paid ahead the network pays back.")),
            *(() if served.sure else (Text(unsure, size=TextSize.SMALL),)),
            *number(visited.receipt, wording),
            Cut(),
        ),
    )


def _checked(visited: Visited, wording: Wording) -> list[Element]:
    say = wording.words
    lines = [
        say("Age checked: {age}+").format(age=one) if one else say("Document checked")
        for one in visited.checked
    ]
    return [Text(line, size=TextSize.SMALL) for line in lines]


def _left(visited: Visited, wording: Wording) -> list[Element]:
    if not visited.left:
        return []
    lines: list[Element] = [Rule(), Text(wording.words("Not taken, goes back"), bold=True)]
    for parcel in visited.left:
        tail = wording.words("Parcel …{tail}").format(tail=clean(codes.tail(parcel.parcel)))
        lines.append(Text(tail, size=TextSize.SMALL))
        if not parcel.items:
            lines.append(Text(f"- {_why(parcel.decided, parcel.why, visited, wording)}"))
        for item in parcel_items.left(parcel.items):
            lines += _item(item, parcel.currency, visited, wording)
    return lines


def _item(item: Item, currency: str, visited: Visited, wording: Wording) -> list[Element]:
    price = wording.money(item.price_minor, currency) if item.price_minor else ""
    why = _why(item.decision, item.why, visited, wording)
    return [Text(clean(item.title), price), Text(f"- {why}", size=TextSize.SMALL)]


def _why(decision: Decision | None, why: str, visited: Visited, wording: Wording) -> str:
    if decision is Decision.DEFECT:
        return wording.words("With a defect")
    return clean(visited.reasons(why)) if why else wording.words("Not taken")
