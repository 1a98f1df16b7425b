"""The Menu: a door to everything that is not the work at the counter itself, in groups."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Grid, Row, Stack
from kiosk.ui.kit.buttons import Tile
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.theme import Size

_COLUMNS = 4
_TALL = {Size.L: 84, Size.M: 62, Size.S: 56}  # pixels; five doors and the banner fit every screen


class Door(Struct, frozen=True):
    """One entry of the Menu.

    Args:
        right: who may open it; None for everybody.
        key: its id on the screen, after `menu.`.
        label: what it is called.
        icon: its picture.
        open: makes the screen behind it.
        barred: why it is shown although it cannot be opened.
    """

    right: Right | None
    key: str
    label: str
    icon: str
    open: Callable[[], Move]
    barred: str = ""


class MenuScreen(Framed):
    """Every door that the person who is signed in may open."""

    name = "menu"
    section = "menu"
    has_back = False

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Menu")

    def groups(self) -> tuple[tuple[str, tuple[Door, ...]], ...]:
        """Return the table of all doors: four groups of five at most, one door a line."""
        say, doors = self.phrases.text, self.office.doors
        return (
            (say("Today"), (
                Door(Right.ISSUE, "day", say("The day"), "calendar_today", doors.day),
                Door(None, "notices", say("Notices"), "notifications", doors.notices),
                Door(None, "news", say("What's new"), "info", doors.news),
            )),
            (say("Shelves"), (
                Door(Right.COUNT, "count", say("Count the shelves"), "task_alt", doors.count),
                Door(Right.MAP, "map", say("Change the shelf map"), "shelves", doors.map_edit),
            )),
            (say("People"), (
                Door(None, "badge", say("My badge"), "badge", doors.my_badge),
                Door(Right.OVERRIDE, "team", say("Team"), "person", doors.team),
                *self._barred(),
            )),
            (say("This box"), (
                *self._opening(),
                Door(None, "settings", say("Settings"), "settings", doors.settings),
                Door(None, "health", say("Devices and mail"), "verified", doors.health),
                Door(Right.HARDWARE, "network", say("Network"), "language", doors.network),
                Door(None, "about", say("About"), "info", doors.about),
            )),
        )  # fmt: skip

    def content(self) -> Widget:
        """Return a column for each group that has a door for this person."""
        may = self.desk.counter.may
        columns: list[Widget] = []
        for name, doors in self.groups():
            mine = [d for d in doors if d.right is None or may(d.right)]
            if mine:
                columns.append(self._column(name, mine))
        return Grid(children=columns, columns=_COLUMNS, gap=self.skin.layout.dense)

    def _column(self, name: str, doors: list[Door]) -> Widget:
        head = Label(label=name, style="strong", colour="ink2", cuts=True)
        tall = self.skin.px(_TALL[self.skin.layout.size])
        tiles = Grid(columns=1, gap=8, row=tall, children=[self._tile(d, tall) for d in doors])
        return Stack(children=[head, tiles], gap=2)

    def _tile(self, door: Door, tall: int) -> Widget:
        ink = "ink3" if door.barred else "ink"
        style = "strong" if self.skin.layout.size is Size.S else "row_title"
        words = Label(label=door.label, style=style, colour=ink, lines=2, grow=1, least=60)
        sign = IconBox(
            icon=door.icon, tone="plain" if door.barred else "soft", edge_px=round(tall * 0.62)
        )
        return Tile(
            id=f"menu.{door.key}",
            label=door.label,
            padding=4,
            fill="inset" if door.barred else "surface",
            shadow=False,
            enabled=not door.barred,
            reason=door.barred,
            do=door.open,
            child=Row(children=[sign, words], gap=10),
        )

    def _opening(self) -> Iterator[Door]:
        """Show the opening to its owner until the point is launched."""
        if not self.desk.opening.is_launched():
            label = self.phrases.text("Opening")
            yield Door(Right.OPENING, "opening", label, "store", self.office.doors.opening)

    def _barred(self) -> Iterator[Door]:
        """Say who may grant the figures, to whoever may not see them."""
        if not self.desk.counter.may(Right.ANALYTICS):
            say, doors = self.phrases.text, self.office.doors
            why = say("The owner grants it: Menu, Team, your name")
            yield Door(None, "analytics", say("Analytics"), "bar_chart", doors.analytics, why)
