"""What a count found: the shelves with what differs, parcel by parcel, and the end of it."""

from functools import partial

from msgspec import Struct

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.verdicts import Line as DiffLine
from kiosk.core.verdicts import differing
from kiosk.core.words import Verdict
from kiosk.ui.kit.boxes import Card, Row, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Dialog
from kiosk.ui.kit.widget import Home, Instead, Move, Say, Widget
from kiosk.ui.kit.words import Label, Line
from kiosk.ui.screens.count_discard import Discardable
from kiosk.ui.screens.goods import no_thumb, small_px, thumb, title_of
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal
from kiosk.workflows.count_cards import LineCard, ReviewCard

# verdict -> its sign and its colour, in the order people settle them
_SIGNS = {
    Verdict.MISPLACED: ("swap_horiz", "ink2"),
    Verdict.MISSING: ("search_off", "bad"),
    Verdict.SURPLUS: ("add", "warn"),
    Verdict.LOST: ("block", "bad"),
}


class _Shown(Struct, frozen=True):
    """A line as the list keeps it: what it says, its sign, and its goods if they are known."""

    key: str
    title: str
    detail: str
    verdict: Verdict
    parcel: Parcel | None


class CountReviewScreen(Discardable):
    """A count that is through; once it is applied, what is left to do by hand.

    Args:
        office: the counter.
    """

    name = "count_review"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.done: ReviewCard | None = None  # once the books follow
        self._asked: tuple[DiffLine, ...] = ()  # what the person was asked about

    def entered(self) -> None:
        """Let the cells that differ shine."""
        if self.done is not None:
            return
        self.desk.count.light()
        card = self.desk.count.review()
        cells = () if isinstance(card, Refused) else card.stocktake.cells
        racks = {self.rack_of(cell) for cell in cells}
        self.open_rack = racks.pop() if len(racks) == 1 else self.open_rack

    def content(self) -> Widget:
        """Return the map of what differs, and the list."""
        card = self.done or self.desk.count.review()
        if isinstance(card, Refused):
            return Card(child=Label(label=refusal(card, self.phrases)[0], lines=2))
        lay, cells = self.skin.layout, frozenset(differing(card.told))
        head = self.phrases.text("A tick: as the books have it. An outline or a lamp: it differs.")
        counted = frozenset(card.stocktake.cells)
        chart = self.chart("count.map", lambda c: self._spot(c, cells, counted), self._pick, head)
        side = self._side(card)
        return Split(left=chart, right=side, right_wide=lay.right["home"], gap=lay.gap)

    def _spot(self, cell: str, differs: frozenset[str], counted: frozenset[str]) -> Spot:
        lit = cell in differs and cell in self.desk.lamps.shown.lit  # a visit's lamps are its own
        lamp = self.desk.lamps.colour_of(cell) if lit else None
        is_right = cell in counted and cell not in differs
        return Spot(cell, lamp=lamp, wanted=cell in differs and lamp is None, taken=is_right)

    def _pick(self, cell: str) -> Move:
        return self.office.doors.cell(cell)

    # -- the list ----------------------------------------------------------------------------------

    def _side(self, card: ReviewCard) -> Widget:
        say, count = self.phrases.text, self.phrases.count
        n = len(card.lines)
        if self.done:
            title = say("The books follow the count")
        else:
            title = count("{n} difference", "{n} differences", n) if n else say("All is right")
        right = count("{n} parcel as in the books", "{n} parcels as in the books", card.matched)
        rows = ScrollList(
            id="count.list",
            items=[self._shown(line) for verdict in _SIGNS for line in card.of(verdict)],
            key=lambda shown: shown.key,  # type: ignore[attr-defined]
            row=partial(self._row, known=tuple(one.parcel for one in card.lines if one.parcel)),
            row_px=max(64, self.skin.px(76)),
            empty=say("Everything lies where the books have it."),
            grow=1,
            least=80,
        )
        parts: list[Widget] = [
            Label(label=title, style="title", lines=2),
            Label(label=right, colour="ink2", icon="check", lines=2),
            Line(),
            rows,
            *self._buttons(card),
        ]
        return Card(child=Stack(children=parts, gap=self.skin.layout.dense))

    def _shown(self, card: LineCard) -> _Shown:
        line, tail = card.line, codes.tail(card.line.parcel)
        title = (
            title_of(card.parcel, self.phrases)
            if card.parcel
            else self.phrases.text("Parcel …{tail}", tail=tail)
        )
        detail = f"{self._words(card)} · …{tail}"
        return _Shown(line.parcel, title, detail, line.verdict, card.parcel)

    def _words(self, card: LineCard) -> str:
        say, line = self.phrases.text, card.line
        match line.verdict:
            case Verdict.MISPLACED if line.from_cell:
                return f"{line.from_cell} → {line.cell}"
            case Verdict.MISPLACED:
                return say("is in {cell}", cell=line.cell)
            case Verdict.MISSING:
                return say("is missing in {cell}", cell=line.cell)
            case Verdict.SURPLUS:
                return say("take it out of {cell}", cell=line.cell)
            case _:
                return say("not found for long: given up")

    def _row(self, item: object, *, known: tuple[Parcel, ...]) -> Widget:
        shown: _Shown = item  # type: ignore[assignment]
        icon, colour = _SIGNS[shown.verdict]
        words = [
            Label(label=shown.title, style="row_title", cuts=True),
            Label(label=shown.detail, icon=icon, colour=colour, cuts=True),
        ]
        picture = (
            thumb(self, shown.parcel, f"picture.{shown.key}", known, small_px(self))
            if shown.parcel
            else no_thumb(self)
        )
        return Row(children=[picture, Stack(grow=1, least=80, children=words)], gap=12)

    # -- the end -----------------------------------------------------------------------------------

    def _buttons(self, card: ReviewCard) -> list[Widget]:
        say, n = self.phrases.text, len(card.lines)
        if self.done:
            label = say("Done")
            return [Button(id="count.done", label=label, icon="check", rank="primary", do=Home)]
        apply = Button(
            id="count.apply",
            label=self.phrases.count("Apply {n} difference", "Apply {n} differences", n)
            if n
            else say("Finish the count"),
            icon="task_alt",
            rank="primary",
            do=self._ask if n else self._finish,
            enabled=card.may_apply,
            reason="" if card.may_apply else say("A manager must sign in to apply it"),
        )
        return [self.discard_button(), apply]

    def over(self) -> Widget | None:
        """Return the question before the books follow, or before the count is thrown away."""
        if self.sheet != "apply":
            return super().over()
        say, card = self.phrases.text, self.desk.count.review()
        found = () if isinstance(card, Refused) else card.lines
        of = dict.fromkeys(_SIGNS, 0)
        for line in found:
            of[line.line.verdict] += 1
        parts = [
            say("Elsewhere: {n}", n=of[Verdict.MISPLACED]),
            say("Missing: {n}", n=of[Verdict.MISSING] + of[Verdict.LOST]),
            say("Surplus: {n}", n=of[Verdict.SURPLUS]),
        ]
        return Dialog(
            id="apply",
            title=say("Let the books follow the count?"),
            words=" · ".join(parts),
            actions=(
                Button(id="apply.no", label=say("Look again"), rank="outline", do=self.shut),
                Button(id="apply.yes", label=say("Apply"), icon="check", do=self._apply),
            ),
        )

    def _ask(self) -> Move:
        self._asked = self._told()
        return self.open_sheet("apply")

    def _finish(self) -> Move:
        self._asked = ()
        return self._apply()

    def _told(self) -> tuple[DiffLine, ...]:
        card = self.desk.count.review()
        return () if isinstance(card, Refused) else card.told

    def _apply(self) -> Move:
        self.shut()
        done = self.desk.count.apply(self._asked)
        if isinstance(done, Refused):
            return self.refused(done)
        self.done = done
        return Say(self.phrases.text("The count is applied"), "ok")

    def coded(self, code: Code, source: str) -> Move:
        """Count a cell once more whose label is scanned; all else as everywhere."""
        if code.kind is not CodeKind.CELL or self.done:
            return super().coded(code, source)
        card = self.desk.count.go_to(code.text)
        if isinstance(card, Refused):
            return self.refused(card)
        return Instead(self.office.doors.count())
