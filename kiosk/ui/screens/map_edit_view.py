"""How the editor of the shelf map looks: the racks as they stand, and what can be done to them."""

from functools import partial

from kiosk.core.shelfplan import RackPlan, Shelf, Slot
from kiosk.core.shelfstrokes import MOST_BESIDE, MOST_SHELVES
from kiosk.core.words import Size
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.cells import RackView, ShelfMap, Spot
from kiosk.ui.kit.stepper import Stepper
from kiosk.ui.kit.widget import Do, Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.map_draft import MapDraft
from kiosk.ui.screens.shelf_words import light_run, lights_of, zone_word

_GAP = 8


class MapEditView(MapDraft):
    """The picture of the draft; `map_edit` says what else it does."""

    def drawing(self) -> Widget:
        """Return the racks, or one of them, and what can be done."""
        lay = self.skin.layout
        return Split(
            left=self._chart(), right=self._side(), right_wide=lay.right["customer"], gap=lay.gap
        )

    # -- the racks -------------------------------------------------------------------------------

    def _chart(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        if not self.draft.racks:
            words = say("There are no racks yet. Add the first one.")
            empty = Label(label=words, style="section", colour="rail_text", lines=3, align="centre")
            body = Stack(children=[Spacer(), empty, Spacer()])
            return Card(fill="rail", shadow=False, padding=lay.dense, child=body)
        unlit = frozenset(self.draft.unlit) if self.has_lights else frozenset[str]()
        shown = self.shown
        racks = (self._alone(shown, unlit),) if shown else tuple(
            RackView(rack.rack, tuple(self._small(shelf, unlit) for shelf in rack.shelves))
            for rack in self.draft.racks
        )  # fmt: skip
        chart = ShelfMap(
            id="map.chart",
            racks=racks,
            open_rack=self.rack,
            open=self.open,
            pick=self._pick,
            named=shown is None,
            grow=1,
            least=120,
        )
        head = [self._head(shown)] if shown else []
        body = Stack(children=[*head, chart], gap=lay.dense)
        return Card(fill="rail", shadow=False, padding=lay.dense, child=body)

    def _small(self, shelf: Shelf, unlit: frozenset[str]) -> tuple[Spot, ...]:
        return tuple(Spot(slot.cell, wanted=slot.cell in unlit) for slot in shelf)

    def _alone(self, rack: RackPlan, unlit: frozenset[str]) -> RackView:
        seen = rack.shelves[self.top : self.top + self.rows]
        return RackView(
            rack.rack, tuple(tuple(self._spot(s, unlit) for s in shelf) for shelf in seen)
        )

    def _spot(self, slot: Slot, unlit: frozenset[str]) -> Spot:
        return Spot(
            slot.cell,
            chosen=slot.cell in self.chosen,
            note=slot.size.value,
            sign="light_off" if slot.cell in unlit else "",
        )

    def _head(self, rack: RackPlan) -> Widget:
        say = self.phrases.text
        title = Label(label=self._titled(rack), style="section",
                      colour="rail_mark", grow=1, least=60, cuts=True)  # fmt: skip
        turns: list[Widget] = []
        if len(rack.shelves) > self.rows:
            turns = [
                self._turn("up", say("Shelves further up"), -1),
                self._turn("down", say("Shelves further down"), 1),
            ]
        if self.chosen:
            back = self._dark("none", say("Choose none"), "close", partial(self.choose, ()))
        else:
            back = self._dark("all", say("All racks"), "arrow_back", partial(self.open, ""))
        return Row(children=[title, *turns, back], gap=self.skin.layout.dense)

    def _titled(self, rack: RackPlan) -> str:
        name = self.phrases.text("Rack {rack}", rack=rack.rack)
        zones = {slot.zone for slot in rack.slots}
        return f"{name} · {zone_word(zones.pop(), self.phrases)}" if len(zones) == 1 else name

    def _turn(self, key: str, label: str, by: int) -> Button:
        icon = "keyboard_arrow_up" if by < 0 else "keyboard_arrow_down"
        return Button(id=f"map.{key}", label=label, icon=icon, rank="dark_key", bare=True,
                      do=partial(self.page, by))  # fmt: skip

    def _dark(self, key: str, label: str, icon: str, do: Do) -> Button:
        return Button(id=f"map.{key}", label=label, icon=icon, rank="dark_key", style="button",
                      do=do)  # fmt: skip

    def _pick(self, cell: str) -> Move:
        rack = next((r.rack for r in self.draft.racks if any(s.cell == cell for s in r.slots)), "")
        if rack != self.rack:
            self.open(rack)
        return self.tap(cell)

    # -- what can be done ------------------------------------------------------------------------

    def _side(self) -> Widget:
        shown = self.shown
        if shown is None:
            parts = self._whole()
        elif self.chosen:
            parts = self._cells(shown)
        else:
            parts = self._rack(shown)
        return Card(child=Stack(children=[*parts, self._end()], gap=_GAP))

    def _end(self) -> Widget:
        say = self.phrases.text
        back = Button(id="map.back", label=say("One step back"), icon="undo", rank="outline",
                      bare=True, enabled=bool(self.steps), reason=say("Nothing was changed yet"),
                      do=self.back_one)  # fmt: skip
        look = Button(id="map.look", label=say("Look at the changes"), rank="primary", grow=1,
                      enabled=self.is_changed, reason=say("Nothing was changed yet"),
                      do=self.look_over)  # fmt: skip
        return Row(children=[back, look], gap=_GAP, align="fill")

    def look_over(self) -> Move:
        """Look the changes over before they are saved."""
        self.looking = True
        self.renew()
        return None

    def _whole(self) -> list[Widget]:
        say, count = self.phrases.text, self.phrases.count
        racks = count("{n} rack", "{n} racks", len(self.draft.racks))
        cells = count("{n} cell", "{n} cells", len(self.draft.slots))
        hint = say("Tap a rack to change it. Nothing counts before it is saved.")
        ways = self._ways_back()
        roomy = not ways or self.skin.layout.size == "L"
        return [
            Label(label=racks, style="title"),
            Label(label=cells, style="section", colour="ink2"),
            *self._without_light(),
            *([Label(label=hint, colour="ink2", lines=3)] if roomy else []),
            Spacer(),
            *ways,
            self._button("add", say("Add a rack"), "add", self.add_rack),
        ]

    def _without_light(self) -> list[Widget]:
        if not self.has_lights or not self.draft.racks:
            return []
        n = len(self.draft.unlit)
        if not n:
            words, icon = self.phrases.text("Every cell has a light"), "lightbulb"
        else:
            words = self.phrases.count("{n} cell has no light", "{n} cells have no light", n)
            icon = "light_off"
        return [Label(label=words, icon=icon, lines=2)]

    def _ways_back(self) -> list[Widget]:
        say, ways = self.phrases.text, list[Widget]()
        if self.is_changed:
            return []
        if self.desk.shelfmaps.can_undo():
            ways.append(self._button("undo", say("Undo the last change"), "undo", self._undo))
        if self.settled is not None:
            take = self._button("settings", say("Take the settings' map"), "settings",
                                self.take_settings)  # fmt: skip
            ways.append(take)
        return ways

    def _undo(self) -> Move:
        raise NotImplementedError

    def _rack(self, rack: RackPlan) -> list[Widget]:
        say = self.phrases.text
        names = [r.rack for r in self.draft.racks]
        first, last = names[0] == rack.rack, names[-1] == rack.rack
        beside = {len(shelf) for shelf in rack.shelves}
        hint = say("Tap cells to change their size, their zone and their light.")
        return [
            Stepper(id="map.shelves", label=say("Shelves of the rack"), number=len(rack.shelves),
                    least=1, most=MOST_SHELVES, set=self.set_shelves),
            Stepper(id="map.beside", label=say("Cells on a shelf"), number=max(beside), least=1,
                    most=MOST_BESIDE, set=self.set_beside),
            self._pair(
                self._button("earlier", say("Earlier"), "arrow_back", partial(self.shift_rack, -1),
                             no=say("It is the first on the walk") if first else ""),
                self._button("later", say("Later"), "arrow_forward", partial(self.shift_rack, 1),
                             no=say("It is the last on the walk") if last else ""),
            ),
            self._pair(
                self._button("name", say("Rename"), "", partial(self.ask, "name")),
                self._button("remove", say("Remove"), "", self.remove_rack),
            ),
            Label(label=hint, colour="ink2", lines=3, grow=1, least=0, cuts=True),
        ]  # fmt: skip

    def _cells(self, rack: RackPlan) -> list[Widget]:
        say, chosen = self.phrases.text, [s for s in rack.slots if s.cell in self.chosen]
        sizes, zones = {slot.size for slot in chosen}, {slot.zone for slot in chosen}
        one = chosen[0].cell if len(chosen) == 1 else ""
        title = one or self.phrases.count("{n} cell", "{n} cells", len(chosen))
        size = Tabs(
            id="map.size",
            choices=tuple((size.value, size.value) for size in Size),
            chosen=sizes.pop().value if len(sizes) == 1 else "",
            pick=self.set_size,
            fill_width=True,
        )
        zone = zone_word(zones.pop(), self.phrases) if len(zones) == 1 else say("several")
        parts: list[Widget] = [
            Label(label=title, style="section"),
            size,
            self._pair(
                self._button("zone", say("Zone: {zone}", zone=zone), "", partial(self.ask, "zone")),
                self._button("light", self._light_words(), "", partial(self.ask, "light")),
            ),
            self._pair(
                self._button("shelf", say("Whole shelf"), "", self.choose_shelf),
                self._button("rack", say("Whole rack"), "", self.choose_rack),
            ),
            *self._on_this_shelf(rack),
            Spacer(),
        ]
        return parts

    def _on_this_shelf(self, rack: RackPlan) -> list[Widget]:
        shelf = self.chosen_shelf
        is_tight = self.skin.layout.size == "S" and self._banner() is not None
        if shelf is None or is_tight:
            return []
        label = self.phrases.text("Cells on this shelf")
        return [Stepper(id="map.beside", label=label, number=len(rack.shelves[shelf]), least=1,
                        most=MOST_BESIDE, set=self.set_beside)]  # fmt: skip

    def _light_words(self) -> str:
        say, leds = self.phrases.text, lights_of(self.draft, self.chosen)
        if not leds:
            far = self.draft.far.intersection(self.chosen)
            return say("Light at a shelf node") if far else say("No light")
        return say("Light {n}", n=", ".join(light_run(found) for found in leds.values()))

    def ask(self, sheet: str) -> Move:
        """Open a sheet."""
        self._open_sheet(sheet)
        self.renew()
        return None

    def _button(self, key: str, label: str, icon: str, do: Do, no: str = "") -> Button:
        return Button(id=f"map.{key}", label=label, icon=icon, rank="outline", enabled=not no,
                      reason=no, do=do)  # fmt: skip

    def _pair(self, one: Button, other: Button) -> Widget:
        return Grid(children=[one, other], columns=2, gap=_GAP, row=self.skin.layout.button)
