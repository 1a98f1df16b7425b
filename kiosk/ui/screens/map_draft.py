"""The draft of the shelf map on the screen: what is open, what is chosen, and the strokes."""

from collections.abc import Sequence

from kiosk.core import shelfplan, shelfstrokes
from kiosk.core.refusals import Refused
from kiosk.core.shelfplan import Plan, RackPlan
from kiosk.core.shelfstrokes import MOST_BESIDE, LightRun, Shape
from kiosk.core.words import Size, Zone
from kiosk.ui.kit.buttons import Typing
from kiosk.ui.kit.widget import Move, Say
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office

_FIRST_SHELVES = 4  # of a rack that was just added; the person says how it really stands
_ROWS = {"L": 8, "M": 6}  # shelves whose cells a finger hits, as high as the screen is
_ROWS_LESS = 2  # under a banner


class MapDraft(Framed):
    """What `map_edit` shows and changes; nothing counts before it is saved.

    Args:
        office: the counter.
    """

    name = "map_edit"
    section = "shelves"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.typing = Typing(4)
        self.sheet = ""
        self.begin()

    def begin(self) -> None:
        """Begin with the map that counts."""
        plan, busy = self.desk.shelfmaps.plan(), self.desk.shelfmaps.busy()
        settled = self.desk.shelfmaps.of_settings()
        self.no = plan if isinstance(plan, Refused) else None
        self.before = self.draft = Plan() if isinstance(plan, Refused) else plan
        self.busy = frozenset[str]() if isinstance(busy, Refused) else busy
        self.settled = None if isinstance(settled, Refused) else settled
        self.steps: list[Plan] = []
        self.rack, self.chosen, self.top = "", tuple[str, ...](), 0
        self.looking = False
        self._open_sheet("")

    def _open_sheet(self, sheet: str) -> None:
        self.sheet = sheet
        self.typing.clear()
        self.typing.most = 2 if sheet == "name" else 4
        self.run = LightRun("", 0)
        self.tested: tuple[tuple[str, int], ...] = ()
        self.desk.shelfmaps.rest()  # whatever a test has lit

    # -- what is in sight ------------------------------------------------------------------------

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to save."""
        return self.draft != self.before

    @property
    def has_lights(self) -> bool:
        """Whether this point has any lights at all."""
        return bool(self.draft.lamps or self.draft.far)

    @property
    def shown(self) -> RackPlan | None:
        """The open rack."""
        return self.draft.rack(self.rack)

    @property
    def rows(self) -> int:
        """How many shelves are in sight at once."""
        most = _ROWS.get(self.skin.layout.size, 4)
        return most - (_ROWS_LESS if self._banner() is not None else 0)

    @property
    def chosen_shelf(self) -> int | None:
        """The one shelf all chosen cells stand on."""
        found = {number for number, shelf in enumerate(self.shown.shelves if self.shown else ())
                 for slot in shelf if slot.cell in self.chosen}  # fmt: skip
        return found.pop() if len(found) == 1 else None

    def open(self, rack: str) -> Move:
        """Show a rack alone, or all of them."""
        self.rack, self.chosen, self.top = rack, (), 0
        self.renew()
        return None

    def page(self, by: int) -> Move:
        """Show the shelves further down, or up."""
        top = self.top + by * self.rows
        if not 0 <= top < (len(self.shown.shelves) if self.shown else 0):
            return Say(self.phrases.text("There are no more shelves"), "attention")
        self.top = top
        self.renew()
        return None

    def choose(self, cells: Sequence[str]) -> Move:
        """Work with these cells, in walk order."""
        wanted = set(cells)
        slots = self.shown.slots if self.shown else ()
        self.chosen = tuple(slot.cell for slot in slots if slot.cell in wanted)
        self.renew()
        return None

    def tap(self, cell: str) -> Move:
        """Work with one more cell, or with one less."""
        return self.choose(tuple({*self.chosen} ^ {cell}))

    def choose_shelf(self) -> Move:
        """Work with the whole shelves of what is chosen."""
        shelves = self.shown.shelves if self.shown else ()
        mine = (shelf for shelf in shelves if any(s.cell in self.chosen for s in shelf))
        return self.choose([slot.cell for shelf in mine for slot in shelf])

    def choose_rack(self) -> Move:
        """Work with the whole rack."""
        return self.choose([slot.cell for slot in self.shown.slots] if self.shown else [])

    # -- strokes ---------------------------------------------------------------------------------

    def stroke(self, after: Plan | Refused) -> Move:
        """Take another draft instead, or say why not."""
        self.renew()
        if isinstance(after, Refused):
            return self.refused(after)
        if after != self.draft:
            self.steps.append(self.draft)
            self._take(after)
        return None

    def back_one(self) -> Move:
        """Take the last stroke back."""
        self.renew()
        if self.steps:
            self._take(self.steps.pop())
        return None

    def _take(self, draft: Plan) -> None:
        self.draft = draft
        if self.shown is None:
            self.rack, self.chosen, self.top = "", (), 0
        self.choose(self.chosen)

    def add_rack(self) -> Move:
        """Put one more rack at the end, like the last that stores, and open it."""
        stores = [r for r in self.draft.racks if all(s.zone is Zone.MAIN for s in r.slots)]
        like = stores[-1] if stores else None
        beside = min(MOST_BESIDE, len(like.shelves[0])) if like else shelfplan.UNSAID_BESIDE
        size = like.slots[-1].size if like else Size.S
        name = shelfstrokes.free_name(self.draft)
        shape = Shape(_FIRST_SHELVES, beside, size)
        return self.stroke(shelfstrokes.add_rack(self.draft, name, shape)) or self.open(name)

    def remove_rack(self) -> Move:
        """Take the open rack away, if nothing lies in it."""
        return self.stroke(shelfstrokes.remove_rack(self.draft, self.rack, self.busy))

    def shift_rack(self, by: int) -> Move:
        """Let the open rack come earlier or later on the walk."""
        return self.stroke(shelfstrokes.shift_rack(self.draft, self.rack, by))

    def set_shelves(self, count: int) -> Move:
        """Let the open rack have so many shelves."""
        return self.stroke(shelfstrokes.set_shelves(self.draft, self.rack, count, self.busy))

    def set_beside(self, count: int) -> Move:
        """Let the chosen shelf, or all of the rack, have so many cells."""
        shelf = self.chosen_shelf if self.chosen else None
        return self.stroke(shelfstrokes.set_beside(self.draft, self.rack, shelf, count, self.busy))

    def set_size(self, size: str) -> Move:
        """Let the chosen cells be of a size."""
        return self.stroke(shelfstrokes.set_size(self.draft, self.chosen, Size(size)))

    def set_zone(self, zone: Zone) -> Move:
        """Let the chosen cells belong to a zone."""
        self._open_sheet("")
        return self.stroke(shelfstrokes.set_zone(self.draft, self.chosen, zone))

    def rename(self) -> Move:
        """Call the open rack by what was typed."""
        name = self.typing.text.strip().upper()
        after = shelfstrokes.rename_rack(self.draft, self.rack, name)
        if isinstance(after, Plan):
            self._open_sheet("")
            self._renamed(name)
        return self.stroke(after)

    def _renamed(self, name: str) -> None:
        self.rack, self.chosen = name, ()

    def take_settings(self) -> Move:
        """Take the settings' own map as the draft."""
        return self.stroke(self.settled) if self.settled else None
