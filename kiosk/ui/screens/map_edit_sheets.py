"""The sheets of the map's editor: a rack's name, a zone, lights, and leaving with work unsaved."""

from functools import partial

from msgspec.structs import replace

from kiosk.core import shelfstrokes
from kiosk.core.refusals import Reason, Refused
from kiosk.core.shelfplan import Plan
from kiosk.core.shelfstrokes import LightRun
from kiosk.core.words import Zone
from kiosk.ui.kit.boxes import Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs, Toggle
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.sheets import Dialog, Sheet
from kiosk.ui.kit.stepper import Stepper
from kiosk.ui.kit.widget import Back, Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.map_edit_view import MapEditView
from kiosk.ui.screens.shelf_words import runs, zone_word

_MOST_SPAN = 9
TEST_S = 0.7  # a light of the test shines so long


class MapEditSheets(MapEditView):
    """The picture of the draft with its sheets; `map_edit` says what else it does."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        match self.sheet:
            case "name":
                return Keyboard(
                    id="map.keys",
                    typing=self.typing,
                    title=self.phrases.text("One or two Latin letters"),
                    language="en",
                    enter=self.rename,
                    close=self._shut,
                )
            case "zone":
                return self._zone_sheet()
            case "light":
                return self._light_sheet()
            case "leave":
                return self._leave_dialog()
            case _:
                return None

    def _shut(self) -> Move:
        self._open_sheet("")
        self.renew()
        return None

    def _zone_sheet(self) -> Widget:
        zones = {slot.zone for slot in self.draft.slots if slot.cell in self.chosen}
        buttons = [
            Button(
                id=f"zone.{zone.value}",
                label=zone_word(zone, self.phrases),
                icon="check" if zones == {zone} else "",
                rank="second" if zones == {zone} else "outline",
                do=partial(self.set_zone, zone),
            )
            for zone in Zone
        ]
        words = self.phrases.text("What lies there stays; new parcels are put by the new zone.")
        grid = Grid(columns=2, gap=12, row=self.skin.layout.button, children=buttons)
        return Sheet(
            id="zone",
            title=self.phrases.text("What is it for?"),
            child=Stack(children=[Label(label=words, colour="ink2", lines=2), grid], gap=12),
            close=self._shut,
        )

    # -- lights ----------------------------------------------------------------------------------

    def ask(self, sheet: str) -> Move:
        """Open a sheet; that of the lights begins with what they are."""
        move = super().ask(sheet)
        if sheet == "light":
            self.run = self._run_now()
        return move

    def _run_now(self) -> LightRun:
        """Return the lights the chosen cells have, or the first that are free."""
        had = self.draft.lights_of(self.chosen[0])
        if had:
            last = self.draft.lights_of(self.chosen[-1])
            chain, led = had[0]
            backwards = bool(last) and last[0][1] < led
            first = last[0][1] if backwards else led
            return LightRun(chain, first, span=len(had), backwards=backwards)
        for chain, lamps in self.draft.lamps.items():
            used = [led for led, cell in enumerate(lamps.cells) if cell]
            first = used[-1] + 1 if used else 0
            if first < len(lamps.cells):
                return LightRun(chain, first)
        return LightRun(next(iter(self.draft.lamps), ""), 0)

    def _light_sheet(self) -> Widget:
        say = self.phrases.text
        title = say("Lights of {cells}", cells=runs(self.chosen))
        if not self.draft.lamps:
            words = (
                say("A shelf node drives these lamps and knows itself which is whose. "
                    "Map them there.")
                if self.draft.far
                else say("This point has no lights. They come with the settings.")
            )  # fmt: skip
            child: Widget = Stack(children=[Label(label=words, colour="ink2", lines=3)])
            return Sheet(id="light", title=title, child=child, close=self._shut)
        large = self.skin.layout.size == "L"
        entry = CodeEntry(
            id="light.first",
            label=say("First light: {n}", n=self.run.first + 1),
            typing=self.typing,
            hint=say("first light, 1 to {n}", n=self._count()),
            enter=self._typed,
            typed=self._keyed,
            enter_rank="second",
            least=300,
            tall=420 if large else 330,
        )
        split = Split(
            left=entry,
            right=self._light_side(),
            right_wide=self.skin.px(360) if large else 330,
            gap=self.skin.layout.gap,
        )
        return Sheet(id="light", title=title, child=split, close=self._shut, most=900)

    def _count(self) -> int:
        lamps = self.draft.lamps.get(self.run.chain)
        return len(lamps.cells) if lamps else 0

    def _light_side(self) -> Widget:
        say, run = self.phrases.text, self.run
        strips: list[Widget] = []
        if len(self.draft.lamps) > 1:
            choices = tuple((name, name) for name in self.draft.lamps)
            strips = [Tabs(id="light.strip", choices=choices, chosen=run.chain,
                           pick=self._strip, fill_width=True)]  # fmt: skip
        last = run.first + run.span * len(self.chosen)
        whole = say("Lights {first} to {last}", first=run.first + 1, last=last)
        span = Stepper(id="light.span", label=say("Lights a cell"), number=run.span, least=1,
                       most=_MOST_SPAN, set=self._span)  # fmt: skip
        turned = Toggle(id="light.turned", label=say("From the far end"), is_on=run.backwards,
                        do=self._turned)  # fmt: skip
        test = Button(id="light.test", label=say("Test the lights"),
                      rank="outline", grow=1, do=self._test)  # fmt: skip
        none = Button(id="light.none", label=say("No light"), rank="outline",
                      grow=1, do=self.no_light)  # fmt: skip
        take = Button(id="light.take", label=say("Take these lights"), icon="check",
                      do=self._take_lights)  # fmt: skip
        return Stack(
            gap=8,
            children=[*strips, Label(label=whole, style="section"), span, turned, Spacer(),
                      Row(children=[test, none], gap=8, align="fill"), take],
        )  # fmt: skip

    def _keyed(self) -> Move:
        text = self.typing.text
        if text.isascii() and text.isdigit() and int(text) > 0:
            return self._changed(replace(self.run, first=int(text) - 1))
        return None

    def _typed(self) -> Move:
        text = self.typing.text
        if text and not (text.isascii() and text.isdigit() and int(text) > 0):
            return self.refused(Refused(Reason.BAD_VALUE))
        return self._take_lights()

    def _changed(self, run: LightRun) -> Move:
        self.run = run
        self.renew()
        return None

    def _strip(self, chain: str) -> Move:
        return self._changed(replace(self.run, chain=chain))

    def _span(self, span: int) -> Move:
        return self._changed(replace(self.run, span=span))

    def _turned(self) -> Move:
        return self._changed(replace(self.run, backwards=not self.run.backwards))

    def _take_lights(self) -> Move:
        self.desk.shelfmaps.rest()
        after = shelfstrokes.give_lights(self.draft, self.chosen, self.run)
        if isinstance(after, Plan):
            self._open_sheet("")
        return self.stroke(after)

    def no_light(self) -> Move:
        """Let the chosen cells have no light."""
        self._open_sheet("")
        return self.stroke(shelfstrokes.take_lights(self.draft, self.chosen))

    def _test(self) -> Move:
        """Light them one after the other, in the order of the cells."""
        run, count = self.run, self.run.span * len(self.chosen)
        leds = [run.first + n for n in range(count)]
        self.tested = tuple((run.chain, led) for led in (reversed(leds) if run.backwards else leds))
        return self._test_on(self.tested)

    def _test_on(self, of: tuple[tuple[str, int], ...]) -> Move:
        if of is not self.tested:
            return None  # another test began meanwhile, or the sheet was closed
        if not of:
            self.desk.shelfmaps.rest()
            return None
        (chain, led), self.tested = of[0], of[1:]
        refused = self.desk.shelfmaps.point(chain, led)
        if refused is not None:
            return self.refused(refused)
        self.stage.after(TEST_S, partial(self._test_on, self.tested))
        return None

    # -- leaving ---------------------------------------------------------------------------------

    def leave(self) -> Move:
        """Go back; with changes unsaved, ask first."""
        if self.looking:
            self.looking = False
            self.renew()
            return None
        return self.ask("leave") if self.is_changed else Back()

    def _leave_dialog(self) -> Widget:
        say = self.phrases.text
        stay = Button(id="leave.no", label=say("Go on drawing"), rank="outline", do=self._shut)
        drop = Button(id="leave.yes", label=say("Discard"), rank="danger", do=Back)
        return Dialog(
            id="leave",
            title=say("Discard the changes?"),
            words=say("The map stays as it was before."),
            actions=(stay, drop),
        )
