"""Handed over, with something that stays: each parcel is put among the returns, none forgotten."""

from functools import partial

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelKind
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.widget import Instead, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.customer_items import reason_word
from kiosk.ui.screens.goods import title_of
from kiosk.ui.screens.issued import IssuedScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import Issued


class PutAwayScreen(IssuedScreen):
    """The result of a visit of which something goes back: where each parcel belongs.

    Args:
        office: the counter.
        issued: the visit.
    """

    name = "put_away"

    def __init__(self, office: Office, issued: Issued) -> None:
        super().__init__(office, issued)
        self._cell: str | None = None

    def entered(self) -> None:
        """Let the cell of the first one blink; nobody is sent home before all are put away."""
        self._next()

    def left(self) -> None:
        """Let the cell go dark: what is not put away waits on the counter."""
        self.desk.lamps.put(None)

    def _waiting(self) -> tuple[Parcel, ...]:
        return self.desk.deciding.left(self.issued.session.session)

    def _next(self) -> None:
        waiting = self._waiting()
        self._cell = self.desk.deciding.put_away(waiting[0]) if waiting else None

    def content(self) -> Widget:
        """Return what was handed over, what stays, and the cell for it."""
        lay, waiting = self.skin.layout, self._waiting()
        return Split(
            left=Card(child=Stack(children=self._words(waiting), gap=lay.dense)),
            right=Stack(
                gap=lay.dense,
                children=[
                    Card(
                        fill="rail",
                        grow=1,
                        least=160,
                        child=Stack(children=self._where(waiting), gap=lay.dense),
                    ),
                    self._buttons(),
                ],
            ),
            right_wide=lay.right["home"],
            gap=lay.gap,
        )

    def _words(self, waiting: tuple[Parcel, ...]) -> list[Widget]:
        phrases, count = self.phrases, len(self.issued.parcels)
        head = (
            phrases.count("{n} parcel issued", "{n} parcels issued", count)
            if count
            else phrases.text("Nothing was taken")
        )
        left = phrases.count("{n} parcel stays here", "{n} parcels stay here", len(waiting))
        lines = [left, self._receipt()]
        icon = "check_circle" if count else "assignment_return"
        tone = "ok" if count else "soft"
        return [
            Spacer(),
            Row(children=[Spacer(), IconBox(icon=icon, tone=tone, edge_px=96), Spacer()]),
            Label(label=head, style="kpi", align="centre", lines=2),
            *(Label(label=line, colour="ink2", align="centre", lines=2) for line in lines),
            Spacer(),
        ]

    def _where(self, waiting: tuple[Parcel, ...]) -> list[Widget]:
        say = self.phrases.text
        if not waiting:
            return []
        parcel, cell = waiting[0], self._cell
        policy = self.desk.counter.policy
        tail = say("Parcel …{tail}", tail=codes.tail(parcel.parcel))
        what: list[Widget] = [
            Label(label=title_of(parcel, self.phrases), style="section", colour="rail_mark",
                  align="centre", cuts=True),
            Label(label=f"{tail} · {reason_word(parcel.reason, policy, self.phrases)}",
                  colour="rail_text", align="centre", cuts=True),
        ]  # fmt: skip
        if parcel.kind is ParcelKind.REFUSAL:
            what.append(_hint(say("Stick the new label on it")))
        if cell is None:
            words = say("No cell is free: choose one and scan it")
            return [Spacer(), *what, _hint(words), Spacer()]
        lamp = self.desk.lamps.colour_of(cell) if cell in self.desk.lamps.shown.lit else None
        head = say("Put it into the blinking cell") if lamp else say("Put it into this cell")
        return [
            Spacer(),
            *what,
            CellBadge(spot=Spot(cell, lamp=lamp, wanted=lamp is None), style="cell"),
            _hint(head),
            Spacer(),
            Button(
                id="away.put",
                label=say("It is in {cell}", cell=cell),
                icon="check",
                rank="primary",
                do=partial(self._put, cell),
            ),
        ]

    def _buttons(self) -> Widget:
        undo = Button(
            id="issued.undo",
            label=self.phrases.text("Undo"),
            icon="undo",
            rank="outline",
            do=partial(self._undo, self.issued.session.session),
        )
        return Stack(children=[*self.again(), undo], gap=self.skin.layout.dense)

    def _put(self, cell: str) -> Move:
        waiting = self._waiting()
        if not waiting:
            return None
        stored = self.desk.place.move(waiting[0].parcel, cell)
        self.renew()
        if isinstance(stored, Refused):
            return self.refused(stored)
        self._next()
        if self._waiting():
            return Say(self.phrases.text("It lies in {cell} now", cell=cell), "ok")
        done = self.desk.issue.result(self.issued.session.session)
        return None if isinstance(done, Refused) else Instead(self.office.doors.issued(done))

    def coded(self, code: Code, source: str) -> Move:
        """Put it away by the cell's label; what is scanned of the others comes first."""
        if code.kind is CodeKind.CELL:
            return self._put(code.text)
        if code.kind is CodeKind.PARCEL and any(p.parcel == code.text for p in self._waiting()):
            return Say(self.phrases.text("Put it into the blinking cell"), "ok")
        return super().coded(code, source)


def _hint(words: str) -> Widget:
    return Label(label=words, colour="rail_text", align="centre", lines=2)
