"""How the mapping of lamps looks: the shelf, the LED that is lit, what may be said, the result."""

from msgspec import Struct

from kiosk.core import lampmap
from kiosk.core.lampmap import Change, Difference, LampMap
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.widget import Back, Move, Widget
from kiosk.ui.kit.words import Chip, Label
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.shelf_chart import ShelfChart

_TONES = {Change.GONE: "warn", Change.DARK: "warn"}


class Step(Struct, frozen=True):
    """What stood before something was said, so that it can be taken back."""

    at: int
    before: LampMap


class LightMapView(ShelfChart):
    """The picture of mapping a chain; `light_map` says what it does.

    Args:
        office: the counter.
        chain: its name in kiosk.toml.
    """

    name = "light_map"
    section = "menu"

    def __init__(self, office: Office, chain: str) -> None:
        super().__init__(office)
        self.chain = chain
        known = self.desk.lampmaps.chain(chain)
        ours = known is not None and not known.is_far
        self.before = LampMap(known.cells, known.dark) if known and ours else LampMap()
        self.draft, self.at = self.before, 0
        self.steps: list[Step] = []
        self.walking = self.goes_on = False

    @property
    def count(self) -> int:
        """How many LEDs the chain has."""
        return len(self.before.cells)

    @property
    def is_over(self) -> bool:
        """Whether every LED was looked at."""
        return self.at >= self.count

    @property
    def cell(self) -> str:
        """Whose the lit LED is, as far as it is known; empty for no cell's."""
        return "" if self.is_over else self.draft.cells[self.at]

    def title(self) -> str:
        """Return what is done with the lamps."""
        say = self.phrases.text
        return say("Walk of the lamps") if self.walking else say("Map of the lamps")

    def subtitle(self) -> str:
        """Return which chain."""
        return self.chain

    # -- what the screen does --------------------------------------------------------------------

    def pick(self, cell: str) -> Move:
        """Take a cell that was tapped (see LightMapScreen)."""
        raise NotImplementedError

    def confirm(self) -> Move:
        """Take what the map says (see LightMapScreen)."""
        raise NotImplementedError

    def leave_out(self) -> Move:
        """Take it that there is no cell (see LightMapScreen)."""
        raise NotImplementedError

    def call_dark(self) -> Move:
        """Take it that it is dark (see LightMapScreen)."""
        raise NotImplementedError

    def back_one(self) -> Move:
        """Go back by one (see LightMapScreen)."""
        raise NotImplementedError

    def undo(self) -> Move:
        """Take the last word back (see LightMapScreen)."""
        raise NotImplementedError

    def hold(self) -> Move:
        """Pause or go on (see LightMapScreen)."""
        raise NotImplementedError

    def finish(self) -> Move:
        """Go to the result (see LightMapScreen)."""
        raise NotImplementedError

    def save(self) -> Move:
        """Save (see LightMapScreen)."""
        raise NotImplementedError

    # -- one LED ---------------------------------------------------------------------------------

    def question(self) -> Widget:
        """Return the shelf, and what may be said of the lit LED."""
        say, lay = self.phrases.text, self.skin.layout
        head = say("Lit now: {cell}", cell=self.cell) if self.cell else say("Which cell is lit?")
        pick = self._ignore if self.walking else self.pick
        chart = self.chart("lightmap.map", self._spot, pick, head)
        return Split(left=chart, right=self._side(), right_wide=lay.right["customer"], gap=lay.gap)

    def _ignore(self, cell: str) -> Move:  # noqa: ARG002
        """The walk looks, it does not map."""
        return None

    def _spot(self, cell: str) -> Spot:
        lamps, leds = self.desk.lamps, self.draft.leds_of(cell)
        lamp = lamps.colour_of(cell) if cell in lamps.shown.lit else None
        dark = self.draft.is_dark(cell)
        looked_at = bool(leds) and leds[0] < self.at and not dark
        wanted = cell == self.cell and lamp is None
        return Spot(cell, lamp=lamp, taken=looked_at and not wanted, blocked=dark, wanted=wanted)

    def _side(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        lamps, cell = self.desk.lamps, self.cell
        lamp = lamps.colour_of(cell) if cell and cell in lamps.shown.lit else None
        style = "cell" if lay.size == "L" else "kpi"
        badge: Widget = (
            CellBadge(spot=Spot(cell, lamp=lamp, wanted=lamp is None), style=style)
            if cell
            else Label(label=say("No cell yet"), style="title", align="centre", colour="ink2")
        )
        count = say("Light {n} of {m}", n=self.at + 1, m=self.count)
        body = [
            Label(label=count, style="section"),
            Progress(done=self.at, of=self.count),
            badge,
            Label(label=self._ask(), colour="ink2", lines=3, grow=1, least=20, cuts=True),
            *self._answers(),
        ]
        return Card(child=Stack(children=body, gap=lay.dense), padding=lay.dense)

    def _ask(self) -> str:
        say = self.phrases.text
        if self.walking:
            return say("Is the lamp of this cell lit?")
        if self.cell:
            return say("No? Tap the lit cell, or scan it")
        return say("Tap the lit cell, or scan its label")

    def _answers(self) -> list[Widget]:
        say, lay = self.phrases.text, self.skin.layout
        dark = Button(id="lightmap.dark", label=say("It stays dark"), icon="light_off",
                      rank="outline", grow=1, do=self.call_dark)  # fmt: skip
        none = Button(id="lightmap.none", label=say("No cell here"), rank="outline", grow=1,
                      do=self.leave_out)  # fmt: skip
        back = Button(id="lightmap.back", label=say("One back"), icon="chevron_left",
                      rank="plain", bare=True, enabled=self.at > 0,
                      reason=say("This is the first lamp"), do=self.back_one)  # fmt: skip
        undo = Button(id="lightmap.undo", label=say("Undo"), icon="undo", rank="plain", bare=True,
                      enabled=bool(self.steps), reason=say("Nothing was said yet"),
                      do=self.undo)  # fmt: skip
        finish = Button(id="lightmap.finish", label=say("Result"), rank="outline", grow=1,
                        do=self.finish)  # fmt: skip
        said = [dark] if self.walking or not self.cell else [dark, none]
        return [
            Row(children=[back, undo, finish], gap=lay.dense),
            Row(children=said, gap=lay.dense, align="fill"),
            self._main(),
        ]

    def _main(self) -> Button:
        """Return the most likely answer."""
        say = self.phrases.text
        if self.walking:
            label = say("Pause") if self.goes_on else say("Go on")
            return Button(id="lightmap.hold", label=label, rank="primary", do=self.hold,
                          icon="pause_circle" if self.goes_on else "play_arrow")  # fmt: skip
        if self.cell:
            return Button(id="lightmap.yes", label=say("Yes, {cell}", cell=self.cell),
                          rank="primary", do=self.confirm)  # fmt: skip
        return Button(id="lightmap.none", label=say("No cell here"), rank="primary",
                      do=self.leave_out)  # fmt: skip

    # -- the result ------------------------------------------------------------------------------

    def result(self) -> Widget:
        """Return what is otherwise now, and the way to save it."""
        say, lay = self.phrases.text, self.skin.layout
        if not self.count:
            words = say(
                "A shelf node drives these lamps and knows itself which is whose. Map them there."
            )
            return Card(child=Label(label=words, lines=3))
        found = lampmap.differences(self.before, self.draft)
        rows = ScrollList(
            id="lightmap.list",
            items=found,
            key=lambda d: d.cell,  # type: ignore[attr-defined]
            row=self._row,
            row_px=max(60, self.skin.px(64)),
            empty=say("Every lamp is as the map has it."),
            grow=1,
            least=80,
        )
        count = self.phrases.count(
            "{n} cell is otherwise now", "{n} cells are otherwise now", len(found)
        )
        head = [Label(label=count, style="section")] if found else []
        return Card(child=Stack(children=[*head, rows, self._foot()], gap=lay.dense))

    def _foot(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        undo = Button(id="lightmap.undo", label=say("Go on looking"), icon="undo", rank="outline",
                      do=self.undo)  # fmt: skip
        if self.draft == self.before:
            end = Button(id="lightmap.done", label=say("Done"), rank="primary", do=Back)
            return Row(children=[undo, Spacer(), end], gap=lay.dense)
        drop = Button(id="lightmap.drop", label=say("Discard"), rank="outline", do=Back)
        save = Button(id="lightmap.save", label=say("Save the map"), icon="check",
                      rank="primary", do=self.save)  # fmt: skip
        return Row(children=[undo, drop, Spacer(), save], gap=lay.dense)

    def _row(self, item: object) -> Widget:
        found: Difference = item  # type: ignore[assignment]
        say = self.phrases.text
        words = {
            Change.NEW: say("Has a lamp now"),
            Change.MOVED: say("Its lamp is another one"),
            Change.GONE: say("Has no lamp any more"),
            Change.DARK: say("Its lamp stays dark"),
            Change.LIT: say("Its lamp shines again"),
        }
        leds = ", ".join(str(led + 1) for led in self.draft.leds_of(found.cell))
        return Row(
            gap=16,
            children=[
                CellBadge(spot=Spot(found.cell), style="section"),
                Label(label=words[found.change], style="row_title", grow=1, least=80, cuts=True),
                Chip(label=say("Light {n}", n=leds) if leds else say("No light"),
                     tone=_TONES.get(found.change, "plain")),
            ],
        )  # fmt: skip
