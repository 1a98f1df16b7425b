"""Mapping a chain of lamps: one LED is lit, a person says whose it is, and the next is lit."""

from functools import partial

from kiosk.core import lampmap
from kiosk.core.codes import Code, CodeKind
from kiosk.core.lampmap import LampMap
from kiosk.core.refusals import Reason, Refused
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.screens.light_map_view import LightMapView, Step
from kiosk.ui.screens.office import Office

WALK_S = 1.5  # long enough to look up from the screen and back


class LightMapScreen(LightMapView):
    """LED after LED; nothing is kept until it is saved.

    Args:
        office: the counter.
        chain: its name in kiosk.toml.
        walking: the lamps go on by themselves, and only dark ones are marked.
    """

    def __init__(self, office: Office, chain: str, *, walking: bool) -> None:
        super().__init__(office, chain)
        self.walking = self.goes_on = walking
        self._follow()
        self._turn = 0  # a timer of an earlier LED must not push the one that is lit now

    def entered(self) -> None:
        """Light the LED, and go on with the walk."""
        self.stage.after(0.0, self._light)

    def left(self) -> None:
        """Give the chain back to the plan."""
        self.desk.lampmaps.rest()

    # -- one LED after the other -----------------------------------------------------------------

    def _light(self) -> Move:
        self.renew()
        if self.is_over:
            self.desk.lampmaps.rest()
            return None
        refused = self.desk.lampmaps.point(self.chain, self.at)
        if refused is not None:
            return self.refused(refused)
        self._turn += 1
        if self.goes_on:
            self.stage.after(WALK_S, partial(self._walk_on, self._turn))
        return None

    def _walk_on(self, turn: int) -> Move:
        self.goes_on = self.goes_on and not self.curtained  # nobody looks
        if turn != self._turn or not self.goes_on:
            return None
        return self._decide(self.draft)

    def _decide(self, draft: LampMap) -> Move:
        """Take what was said of this LED, and go to the next."""
        if self.is_over:
            return None
        self.steps.append(Step(self.at, self.draft))
        self.draft, self.at = draft, self.at + 1
        self._follow()
        return self._light()

    def _follow(self) -> None:
        """Bring the rack into sight that the LED is expected in: its cells are large there."""
        if self.cell:
            self.open_rack = self.rack_of(self.cell)

    def pick(self, cell: str) -> Move:
        """Take a cell that was tapped: the lit LED is its own."""
        if self.is_over:
            return None
        return self._decide(lampmap.assign(self.draft, self.at, cell))

    def confirm(self) -> Move:
        """Take it that the LED shines where the map has it."""
        return self._decide(lampmap.see(self.draft, self.at))

    def leave_out(self) -> Move:
        """Take it that the LED is no cell's."""
        return self._decide(lampmap.leave_out(self.draft, self.at))

    def call_dark(self) -> Move:
        """Take it that the LED does not shine."""
        return self._decide(lampmap.call_dark(self.draft, self.at))

    def back_one(self) -> Move:
        """Light the LED before, keeping what was said."""
        self.goes_on = False
        self.at = max(0, self.at - 1)
        return self._light()

    def undo(self) -> Move:
        """Take back what was said last."""
        self.goes_on = False
        if self.steps:
            last = self.steps.pop()
            self.at, self.draft = last.at, last.before
        return self._light()

    def hold(self) -> Move:
        """Let the walk wait, or go on."""
        self.goes_on = not self.goes_on
        return self._light()

    def finish(self) -> Move:
        """Go to the result; LEDs that were not looked at stay as they were."""
        self.goes_on = False
        self.steps.append(Step(self.at, self.draft))
        self.at = self.count
        return self._light()

    def save(self) -> Move:
        """Let the new map count."""
        refused = self.desk.lampmaps.save(self.chain, self.draft)
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("The map counts from now on"), "ok", after=Back())

    # -- codes -----------------------------------------------------------------------------------

    def coded(self, code: Code, source: str) -> Move:
        """Take the label of the cell whose lamp is lit."""
        if code.kind is not CodeKind.CELL or self.is_over or self.walking:
            return super().coded(code, source)
        known = {cell.cell for rack in self.desk.find.racks() for cell in rack.cells}
        if code.text not in known:
            return self.refused(Refused(Reason.NO_SUCH_CELL, {"cell": code.text}))
        # whoever scans stands at the shelf and hears it rather than sees it
        noted = Say(self.phrases.text("Noted: {cell}", cell=code.text), "ok")
        return self.pick(code.text) or noted

    def content(self) -> Widget:
        """Return the map and what is asked, or the result."""
        return self.result() if self.is_over else self.question()
