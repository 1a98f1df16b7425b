"""The editor of the shelf map: drawn as a draft, looked over, saved whole, its labels printed."""

from functools import partial

from msgspec import Struct

from kiosk.core import mapchange
from kiosk.core.codes import Code, CodeKind
from kiosk.core.mapchange import Difference, What
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Zone
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.map_edit_sheets import MapEditSheets
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.shelf_words import light_run, lights_of, runs, zone_word
from kiosk.ui.sentences import refusal

_SIGNS = {
    What.NEW: ("add", "ok"),
    What.GONE: ("remove", "warn"),
    What.RENAMED: ("edit", "soft"),
    What.SIZE: ("open_in_full", "soft"),
    What.ZONE: ("swap_horiz", "soft"),
    What.LIGHT: ("lightbulb", "soft"),
    What.DARK: ("light_off", "warn"),
    What.WALK: ("steps-fill", "soft"),
}


class _Shown(Struct, frozen=True):
    """A line of the changes."""

    what: What
    words: str
    detail: str
    chip: str


class MapEditScreen(MapEditSheets):
    """The shelf map, to be changed by whoever may.

    Args:
        office: the counter.
    """

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.to_label: tuple[str, ...] = ()

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Shelf map")

    def subtitle(self) -> str:
        """Return whether anything waits to be saved."""
        return self.phrases.text("not saved yet") if self.is_changed else ""

    def entered(self) -> None:
        """Look again where something lies."""
        busy = self.desk.shelfmaps.busy()
        self.busy = self.busy if isinstance(busy, Refused) else busy

    def left(self) -> None:
        """Give a lit light back to the plan."""
        self.tested = ()
        self.desk.shelfmaps.rest()

    def content(self) -> Widget:
        """Return the drawing, or what it changes."""
        if self.no is not None:
            return Card(child=Label(label=refusal(self.no, self.phrases)[0], lines=2))
        return self._changes() if self.looking else self.drawing()

    def coded(self, code: Code, source: str) -> Move:
        """Choose the cell whose label was scanned."""
        if code.kind is not CodeKind.CELL or self.looking or self.draft.slot(code.text) is None:
            return super().coded(code, source)
        self._open_sheet("")
        if code.text not in self.chosen:
            self._pick(code.text)
        # whoever scans stands at the shelf and hears it rather than sees it
        return Say(self.phrases.text("Chosen: {cell}", cell=code.text), "ok")

    # -- what changes ----------------------------------------------------------------------------

    def _changes(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        found = mapchange.differences(self.before, self.draft)
        rows = ScrollList(
            id="map.changes",
            items=[self._shown(one) for one in found],
            row=self._row,
            row_px=max(64, self.skin.px(72)),
            empty=say("Nothing was changed yet"),
            grow=1,
            least=80,
        )
        return Card(child=Stack(children=[*self._warnings(), rows, self._foot()], gap=lay.dense))

    def _warnings(self) -> list[Widget]:
        count, words = self.phrases.count, list[Widget]()
        moved = {slot.was for slot in self.draft.slots if slot.was and slot.was != slot.cell}
        n = len(self.busy & moved)
        if n:
            label = count(
                "What lies in {n} cell gets a new address; old stickers show the former one.",
                "What lies in {n} cells gets a new address; old stickers show the former one.", n,
            )  # fmt: skip
            words.append(Label(label=label, colour="warn", icon="warning", lines=2))
        return [*words, *(self._without_light() if self.draft.unlit else [])]

    def _foot(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        on = Button(id="map.on", label=say("Go on drawing"), icon="undo", rank="outline",
                    do=self.leave)  # fmt: skip
        save = Button(id="map.save", label=say("Save the map"), icon="check", rank="primary",
                      do=self._save)  # fmt: skip
        return Row(children=[on, Spacer(), save], gap=lay.dense)

    def _row(self, item: object) -> Widget:
        shown: _Shown = item  # type: ignore[assignment]
        icon, tone = _SIGNS[shown.what]
        words = [
            Label(label=shown.words, style="row_title", cuts=True),
            Label(label=shown.detail, colour="ink2", cuts=True),
        ]
        chip = [Chip(label=shown.chip)] if shown.chip else []
        return Row(
            gap=16,
            children=[
                IconBox(icon=icon, tone=tone),
                Stack(grow=1, least=80, children=words if shown.detail else words[:1]),
                *chip,
            ],
        )

    def _shown(self, found: Difference) -> _Shown:
        say, cells = self.phrases.text, runs(found.cells)
        words = {
            What.NEW: say("New"),
            What.GONE: say("Goes away"),
            What.RENAMED: say("Rack {before} is called {after}",
                              before=found.before, after=found.after),
            What.SIZE: say("Size {before} becomes {after}",
                           before=found.before, after=found.after),
            What.ZONE: self._zones(found),
            What.LIGHT: say("Another light"),
            What.DARK: say("No light any more"),
            What.WALK: say("The way along the shelves"),
        }  # fmt: skip
        detail = found.after if found.what is What.WALK else cells
        n = len(found.cells)
        chip = self.phrases.count("{n} cell", "{n} cells", n) if n > 1 else ""
        if found.what is What.LIGHT:
            leds = lights_of(self.draft, found.cells)
            chip = say("Light {n}", n=", ".join(light_run(run) for run in leds.values()))
        return _Shown(found.what, words[found.what], detail, chip)

    def _zones(self, found: Difference) -> str:
        if found.what is not What.ZONE:
            return ""
        before, after = (zone_word(Zone(z), self.phrases) for z in (found.before, found.after))
        return self.phrases.text("{before} becomes {after}", before=before, after=after)

    # -- saving ----------------------------------------------------------------------------------

    def _save(self) -> Move:
        saved = self.desk.shelfmaps.save(self.before, self.draft)
        if isinstance(saved, Refused):
            return self._not_saved(saved)
        return self._counts(saved.to_label, self.phrases.text("The map counts from now on"))

    def _not_saved(self, no: Refused) -> Move:
        self.renew()
        if no.reason is Reason.STALE:  # somebody else changed it: this draft has no ground
            self.begin()
        return self.refused(no)

    def _undo(self) -> Move:
        undone = self.desk.shelfmaps.undo()
        if isinstance(undone, Refused):
            self.renew()
            return self.refused(undone)
        return self._counts(undone.to_label, self.phrases.text("The map is as it was before"))

    def _counts(self, to_label: tuple[str, ...], words: str) -> Move:
        self.begin()
        self.to_label = to_label
        self.sheet = "labels" if to_label else ""
        self.renew()
        return Say(words, "ok")

    def over(self) -> Widget | None:
        """Return the open sheet; after a change, that of the labels."""
        return self._labels_sheet() if self.sheet == "labels" else super().over()

    def _labels_sheet(self) -> Widget:
        say, n = self.phrases.text, len(self.to_label)
        cells = runs(self.to_label)
        label = self.phrases.count("Print {n} label", "Print {n} labels", n)
        return Sheet(
            id="labels",
            title=say("New labels for the shelves"),
            child=Stack(children=[
                Label(label=cells, style="strong", lines=2, cuts=True),
                Label(label=say("Each cell can be printed again later, from its own screen."),
                      colour="ink2", lines=2),
            ], gap=12),
            close=self._shut,
            actions=(
                Button(id="labels.no", label=say("Not now"), rank="outline", do=self._shut),
                Button(id="labels.print", label=label, icon="print",
                       do=partial(self._print, self.to_label)),
            ),
        )  # fmt: skip

    def _print(self, cells: tuple[str, ...]) -> Move:
        n = self.desk.shelfmaps.print_labels(cells)
        self._shut()
        if isinstance(n, Refused):
            return self.refused(n)
        words = self.phrases.count("{n} label is being printed", "{n} labels are being printed", n)
        return Say(words, "ok")
