"""What shall be counted: everything, what is due, a rack, or cells that somebody taps."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.words import StocktakeScope
from kiosk.ui.kit.boxes import Card, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import Spot
from kiosk.ui.kit.widget import Instead, Move, Widget
from kiosk.ui.kit.words import Label, Line, NumText
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.shelf_chart import ShelfChart
from kiosk.ui.sentences import refusal
from kiosk.workflows.count_cards import Offer

ALL, DUE, RACK, CELLS = (
    StocktakeScope.ALL,
    StocktakeScope.DUE,
    StocktakeScope.RACK,
    StocktakeScope.CELLS,
)


class CountStartScreen(ShelfChart):
    """The draft of a stocktake; nothing is noted before it begins.

    Args:
        office: the counter.
    """

    name = "count_start"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.scope = ALL
        self.part = ""  # the rack, when one is counted
        self.chosen: tuple[str, ...] = ()

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Stocktake")

    def content(self) -> Widget:
        """Return the shelves, and what can be counted."""
        offers = self.desk.count.offers()
        if isinstance(offers, Refused):
            return Card(child=Label(label=refusal(offers, self.phrases)[0], lines=2))
        marked = self._marked()
        head = self.phrases.text("Open a rack to count it alone, or tap cells")
        chart = self.chart(
            "count.map", lambda cell: Spot(cell, taken=cell in marked), self._tap, head
        )
        wide = self.skin.layout.right["map"]
        side = self._side({(offer.scope, offer.part): offer for offer in offers})
        return Split(left=chart, right=side, right_wide=wide, gap=self.skin.layout.gap)

    def _marked(self) -> frozenset[str]:
        racks = self.desk.find.racks()
        match self.scope:
            case StocktakeScope.ALL:
                return frozenset(cell.cell for rack in racks for cell in rack.cells)
            case StocktakeScope.RACK:
                mine = (rack for rack in racks if rack.rack == self.part)
                return frozenset(cell.cell for rack in mine for cell in rack.cells)
            case StocktakeScope.CELLS:
                return frozenset(self.chosen)
            case _:
                return frozenset()

    def _side(self, offers: dict[tuple[StocktakeScope, str], Offer]) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        choices: list[Widget] = [
            self._choice("all", say("Everything"), ALL, ""),
            self._choice("due", say("What is due"), DUE, ""),
        ]
        rack = self._rack()
        if rack:
            choices.append(self._choice("rack", say("Rack {rack}", rack=rack), RACK, rack))
        if self.chosen:
            choices.append(self._choice("cells", say("Chosen cells"), CELLS, ""))
        cells, minutes = self._size(offers)
        counted = self.phrases.count("{n} cell", "{n} cells", cells)
        about = self.phrases.count("about {n} minute", "about {n} minutes", minutes)
        start = Button(
            id="count.start",
            label=say("Begin to count"),
            icon="play_arrow",
            rank="primary",
            do=self._begin,
            enabled=cells > 0,
            reason="" if cells else say("Nothing is to be counted here"),
        )
        words = [
            Line(),
            NumText(label=counted, style="title"),
            Label(label=about, style="section", colour="ink2"),
            Spacer(),
            start,
        ]
        return Card(child=Stack(children=[*choices, *words], gap=lay.dense))

    def _choice(self, key: str, label: str, scope: StocktakeScope, part: str) -> Widget:
        is_chosen = (self.scope, self.part) == (scope, part)
        return Button(
            id=f"count.scope.{key}",
            label=label,
            icon="check" if is_chosen else "",
            rank="second" if is_chosen else "outline",
            do=partial(self._choose, scope, part),
        )

    def _rack(self) -> str:
        """Return the rack that is open on the map, else the one that was chosen."""
        known = {rack.rack for rack in self.desk.find.racks()}
        for name in (self.open_rack, self.open_rack.split(" ")[0], self.part):
            if name in known:
                return name
        return ""

    def _size(self, offers: dict[tuple[StocktakeScope, str], Offer]) -> tuple[int, int]:
        if self.scope is CELLS:
            minutes = self.desk.count.minutes(len(self.chosen))
            return len(self.chosen), 0 if isinstance(minutes, Refused) else minutes
        offer = offers.get((self.scope, self.part))
        return (offer.cells, offer.minutes) if offer else (0, 0)

    def _choose(self, scope: StocktakeScope, part: str) -> Move:
        self.scope, self.part = scope, part
        self.renew()
        return None

    def _tap(self, cell: str) -> Move:
        others = tuple(one for one in self.chosen if one != cell)
        self.chosen = others if cell in self.chosen else (*others, cell)
        return self._choose(CELLS if self.chosen else ALL, "")

    def _begin(self) -> Move:
        card = self.desk.count.start(self.scope, self.part, self.chosen)
        if isinstance(card, Refused):
            return self.refused(card)
        return Instead(self.office.doors.count())
