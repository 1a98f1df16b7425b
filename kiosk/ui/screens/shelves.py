"""The shelves: what lies where, and whose term is over or ends soon, as the lamps show it."""

from collections.abc import Callable, Collection, Mapping

from kiosk.core.cells import ROOM, CellLoad
from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.cells import Spot
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label, Line, NumText
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.shelf_chart import ShelfChart
from kiosk.ui.sentences import refusal
from kiosk.workflows.terms import Terms

_MOST_NAMED = 9


class ShelvesScreen(ShelfChart):
    """All racks; a tap on a cell opens it.

    Args:
        office: the counter.
    """

    name = "shelves"
    section = "shelves"
    has_back = False

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.view = "load"

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Shelves")

    def entered(self) -> None:
        """Light the terms again, if they were on."""
        self.desk.lamps.ageing(on=self.view == "terms")

    def left(self) -> None:
        """Let the lamps of the terms go dark."""
        self.desk.lamps.ageing(on=False)

    def content(self) -> Widget:
        """Return the map, and what it shows in words."""
        loads, terms = self.desk.find.loads(), self.desk.find.terms()
        if isinstance(loads, Refused):
            return Card(child=Label(label=refusal(loads, self.phrases)[0], lines=2))
        if isinstance(terms, Refused):
            return Card(child=Label(label=refusal(terms, self.phrases)[0], lines=2))
        lay, by_cell = self.skin.layout, {load.cell.cell: load for load in loads}
        if self.view == "terms":
            chart = self.chart("shelves.map", self._due(by_cell, terms), self._pick)
            words = self._terms(terms)
        else:
            chart = self.chart("shelves.map", lambda c: self._load(by_cell.get(c), c), self._pick)
            words = self._loads(tuple(loads))
        return Split(left=chart, right=self._side(words), right_wide=lay.right["map"], gap=lay.gap)

    def _side(self, words: list[Widget]) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        views = Tabs(
            id="shelves.view",
            choices=(("load", say("Room")), ("terms", say("Terms"))),
            chosen=self.view,
            pick=self._show,
            fill_width=True,
        )
        return Card(child=Stack(children=[views, *words], gap=lay.dense))

    # -- what lies where -------------------------------------------------------------------------

    def _load(self, load: CellLoad | None, cell: str) -> Spot:
        if load is None:
            return Spot(cell)
        is_lit = cell in self.desk.lamps.shown.lit
        return Spot(
            cell,
            lamp=self.desk.lamps.colour_of(cell) if is_lit else None,
            blocked=bool(load.cell.blocked) or load.cell.full,
            filled=100 * load.units // ROOM[load.cell.size],
        )

    def _loads(self, loads: tuple[CellLoad, ...]) -> list[Widget]:
        say, count = self.phrases.text, self.phrases.count
        closed = sum(bool(load.cell.blocked) or load.cell.full for load in loads)
        empty = sum(load.units == 0 for load in loads) - sum(
            (bool(load.cell.blocked) or load.cell.full) and load.units == 0 for load in loads
        )
        used = sum(load.units > 0 for load in loads)
        words = say("The bar shows how full a cell is, a cross that it is closed")
        legend = Label(label=words, colour="ink2", lines=3)
        moves = self._moves()
        return [
            self._figure(empty, say("Free cells")),
            Line(),
            self._figure(used, say("Cells in use")),
            Line(),
            Label(
                label=count("{n} cell is closed", "{n} cells are closed", closed) if closed else "",
                lines=2,
            ),
            Spacer(),
            *([] if self._is_tight() or moves else [legend]),
            *moves,
            *self._work(),
        ]  # fmt: skip

    def _moves(self) -> list[Widget]:
        """Return the way to the moves proposed last night, while there are any."""
        moves = self.desk.slotting.moves()
        if isinstance(moves, Refused) or not moves:
            return []
        words = self.phrases.count("{n} proposed move", "{n} proposed moves", len(moves))
        return [
            Button(
                id="shelves.slotting",
                label=words,
                icon="swap_horiz",
                rank="outline",
                style="strong",
                do=self.office.doors.slotting,
            )
        ]

    def _work(self) -> list[Widget]:
        """Return what this person may begin here: a count, or a change of the map."""
        say, doors, may = self.phrases.text, self.office.doors, self.desk.counter.may
        goes_on = self.desk.count.under_way() is not None
        counting = say("Go on counting") if goes_on else say("Count the shelves")
        entries = (
            (Right.COUNT, "count", counting, doors.count),
            (Right.MAP, "edit", say("Change the shelf map"), doors.map_edit),
        )
        buttons = [
            Button(id=f"shelves.{key}", label=label, rank="outline", style="strong", do=do)
            for right, key, label, do in entries
            if may(right)
        ]
        lay = self.skin.layout
        columns = max(1, len(buttons))
        return [Grid(columns=columns, gap=8, row=lay.button, children=buttons)] if buttons else []

    # -- terms -----------------------------------------------------------------------------------

    def _due(self, loads: Mapping[str, CellLoad], terms: Terms) -> Callable[[str], Spot]:
        lamps = self.desk.lamps
        serves = lamps.serves()  # then what shines means a visit, not a term

        def spot(cell: str) -> Spot:
            lamp = lamps.colour_of(cell) if cell in lamps.shown.lit and not serves else None
            is_due = cell in terms.out or cell in terms.expiring
            load = loads.get(cell)
            blocked = load is not None and bool(load.cell.blocked)
            return Spot(cell, lamp=lamp, wanted=is_due and lamp is None, blocked=blocked)

        return spot

    def _terms(self, terms: Terms) -> list[Widget]:
        say = self.phrases.text
        within = say("End within {n} h", n=terms.within_h)
        steady, slow = say("Orange, steady light"), say("Amber, blinks slowly")
        soon, away = sum(terms.expiring.values()), sum(terms.cancelled.values())
        over = sum(terms.expired.values()) + away
        words: list[Widget] = [
            self._figure(over, say("Over or cancelled") if away else say("Terms are over")),
            *self._cells(terms.out, steady),
            Line(),
            self._figure(soon, within),
            *self._cells(terms.expiring.keys() - terms.out, slow),
        ]
        foot = ""
        if (over or soon) and self.desk.lamps.serves():
            foot = say("The lamps serve a visit now; the terms shine after it.")
        elif not (over or soon):
            foot = say("No term is over and none ends soon.")
        elif not self.desk.lamps.shown.lit:
            foot = say("The lamps do not shine; the cells have an outline here.")
        return [*words, Spacer(), Label(label=foot, colour="ink2", lines=4), *self._pull(over)]

    def _pull(self, over: int) -> list[Widget]:
        # while a visit is served its lamps shine, and not those that lead to what is over
        if not over or self.desk.lamps.serves() or not self.desk.counter.may(Right.SHIP):
            return []
        return [
            Button(
                id="shelves.pull",
                label=self.phrases.text("Take out what is over"),
                icon="assignment_return",
                rank="primary",
                do=self.office.doors.unclaimed,
            )
        ]

    def _cells(self, due: Collection[str], light: str) -> list[Widget]:
        if not due or self._is_tight():
            return []
        named = sorted(due)[:_MOST_NAMED]
        more = len(due) - len(named)
        text = ", ".join(named) + (f" +{more}" if more else "")
        return [
            Label(label=light, style="strong", icon="lightbulb"),
            Label(label=text, colour="ink2", lines=2),
        ]

    def _is_tight(self) -> bool:
        """Whether there is no room to explain the map: a small screen with a banner."""
        return self.skin.layout.size != "L" and self._banner() is not None

    def _figure(self, n: int, words: str) -> Widget:
        number = NumText(label=self.phrases.number(n), style="kpi")
        label = Label(label=words, style="strong", lines=2, grow=1, least=60)
        return Row(children=[number, label], gap=self.skin.layout.dense)

    def _show(self, view: str) -> Move:
        self.view = view
        self.desk.lamps.ageing(on=view == "terms")
        self.renew()
        return None

    def _pick(self, cell: str) -> Move:
        return self.office.doors.cell(cell)
