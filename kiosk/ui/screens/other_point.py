"""At another point: its address in large letters, what waits there, and the slip for the way."""

from functools import partial

from kiosk.core.elsewhere import Others, Waiting
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Home, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.commands import CARDS_OF
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.receipt_words import prints_now
from kiosk.workflows.desk import Desk


class OtherPointScreen(Framed):
    """Where a customer is sent on to; the clerk reads it out while the slip is printed.

    Args:
        office: the counter.
        no: the refusal that names the point.
    """

    name = "other_point"
    section = "issue"
    in_issue = True

    def __init__(self, office: Office, no: Refused) -> None:
        super().__init__(office)
        self._who, self._point = str(no.facts["customer"]), str(no.facts["point"])
        self._address = str(no.facts["address"])

    def title(self) -> str:
        """Return what is the matter."""
        return self.phrases.text("At another point")

    def content(self) -> Widget:
        """Return the address, what waits there, and the ways on."""
        lay, say = self.skin.layout, self.phrases.text
        words: list[Widget] = [
            Spacer(),
            Row(children=[Spacer(), IconBox(icon="store", tone="soft", edge_px=96), Spacer()]),
            Label(label=self._address, style="kpi", align="centre", lines=3),
            *(Label(label=line, style="section", colour="ink2", align="centre", lines=2)
              for line in self._lines()),
            Label(label=self._seen(), colour="ink2", align="centre", lines=2),
            Spacer(),
        ]  # fmt: skip
        again = Button(
            id="other.print",
            label=say("Print the way again"),
            icon="print",
            rank="outline",
            do=partial(print_slip, self, self._who, self._point),
        )
        onward = Button(
            id="other.next",
            label=say("Next customer"),
            icon="arrow_forward",
            rank="primary",
            do=Home,
        )
        low = Row(children=[again, Spacer(), onward], gap=lay.gap)
        return Card(child=Stack(children=[*words, low], gap=lay.dense))

    def cards(self) -> CARDS_OF:
        """Return the command cards of this screen."""
        return {"next": "other.next", "reprint": "other.print"}

    def _lines(self) -> list[str]:
        others = self.desk.elsewhere.of(self._who)
        found = others.at(self._point) if isinstance(others, Others) else None
        if not isinstance(others, Others) or found is None:
            return []
        what = [_waits(found, self.phrases), _until(found, self.phrases)]
        return [_where(found, self.phrases), " · ".join(word for word in what if word)]

    def _seen(self) -> str:
        """Return how fresh the word is, and what becomes of the slip."""
        others, paper = self.desk.elsewhere.of(self._who), _paper(self.desk, self.phrases)
        if not isinstance(others, Others):
            return paper
        return f"{as_of(others, self.office.wall(), self.phrases)} · {paper}"


def others_list(screen: Framed, customer_ref: str, others: Others | None) -> list[Widget]:
    """Return the tab of a customer's card with what other points have.

    Args:
        screen: the card.
        customer_ref: whose it is.
        others: None where the central never told.
    """
    say = screen.phrases.text
    told = [Label(label=as_of(others, screen.office.wall(), screen.phrases), colour="ink2")] if (
        others and others.points
    ) else []  # fmt: skip
    empty = say("Nothing waits at other points.")
    if others is None:
        empty = say("The network has told nothing of other points.")
    rows = ScrollList(
        id="customer.others",
        items=others.points if others else (),
        key=lambda one: one.point.point,  # type: ignore[attr-defined]
        row=partial(_row, screen, customer_ref),
        empty=empty,
        grow=1,
        least=screen.skin.layout.row,
    )
    return [rows, *told]


def _row(screen: Framed, customer_ref: str, item: object) -> Widget:
    one: Waiting = item  # type: ignore[assignment]
    phrases, point = screen.phrases, one.point.point
    what = " · ".join(word for word in (_waits(one, phrases), _until(one, phrases)) if word)
    return Row(
        gap=16,
        children=[
            IconBox(icon="store", tone="soft"),
            Stack(
                grow=1,
                least=80,
                children=[
                    Label(label=one.point.address, style="row_title", lines=2, cuts=True),
                    Label(label=_where(one, phrases), colour="ink2", cuts=True),
                    Label(label=what, style="caption", colour="ok" if one.ready else "ink2",
                          cuts=True),
                ],
            ),
            Button(
                id=f"others.print.{point}",
                label=phrases.text("Print the way"),
                icon="print",
                bare=True,
                rank="outline",
                do=partial(print_slip, screen, customer_ref, point),
            ),
        ],
    )  # fmt: skip


def print_slip(screen: Framed, customer_ref: str, point: str) -> Move:
    """Print the way to another point, and say so."""
    no = screen.desk.elsewhere.print_slip(customer_ref, point)
    screen.renew()
    if no is not None:
        return screen.refused(no)
    return Say(_paper(screen.desk, screen.phrases), "ok")


def as_of(others: Others, now: int, phrases: Phrases) -> str:
    """Say when the central knew it: the time, with the day when that is not today.

    Args:
        others: what it knew.
        now: ms UTC.
        phrases: in which language.
    """
    at = others.as_of
    moment = phrases.time(at)
    if phrases.compact(at) != phrases.compact(now):
        moment = f"{phrases.date(at)} {moment}"
    return phrases.text("As of {moment}", moment=moment)


def _where(one: Waiting, phrases: Phrases) -> str:
    words = [phrases.text("Point {point}", point=one.point.point)]
    if one.point.hours:
        words.append(phrases.text("Open: {hours}", hours=one.point.hours))
    return " · ".join(words)


def _waits(one: Waiting, phrases: Phrases) -> str:
    words = []
    if one.ready:
        words.append(phrases.count("{n} parcel is ready", "{n} parcels are ready", one.ready))
    if one.coming:
        words.append(phrases.count("{n} is on its way", "{n} are on their way", one.coming))
    return ", ".join(words)


def _until(one: Waiting, phrases: Phrases) -> str:
    return phrases.text("Keep until {day}", day=phrases.day(one.until)) if one.until else ""


def _paper(desk: Desk, phrases: Phrases) -> str:
    """Say what becomes of the slip, as the printer stands."""
    say = phrases.text
    return {
        None: say("There is no printer: read the address out"),
        True: say("The way there is being printed"),
        False: say("The printer does not print: read the address out"),
    }[prints_now(desk)]
