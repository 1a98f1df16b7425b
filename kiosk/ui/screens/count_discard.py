"""Throwing a count away: what its screens share, asked for and held."""

from functools import partial

from kiosk.ui.kit.buttons import Button, HoldButton
from kiosk.ui.kit.sheets import Dialog
from kiosk.ui.kit.widget import Home, Move, Say, Widget
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.shelf_chart import ShelfChart

BY_PERSON = "by_person"  # the reason a discarded count carries


class Discardable(ShelfChart):
    """A screen of the count under way.

    Args:
        office: the counter.
    """

    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.sheet = ""

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Stocktake")

    def left(self) -> None:
        """Let the lamps go dark: the count waits."""
        self.desk.count.dark()
        self.sheet = ""

    def over(self) -> Widget | None:
        """Return the question before everything counted is thrown away."""
        if self.sheet != "discard":
            return None
        say = self.phrases.text
        return Dialog(
            id="discard",
            title=say("Throw this count away?"),
            words=say("What was counted is lost, and the books stay as they are."),
            actions=(
                Button(id="discard.no", label=say("Keep it"), do=self.shut),
                HoldButton(
                    id="discard.yes",
                    label=say("Hold to throw away"),
                    rank="danger",
                    do=self._discard,
                ),
            ),
        )

    def discard_button(self) -> Widget:
        """Return the button that asks."""
        return Button(
            id="count.discard",
            label=self.phrases.text("Throw away"),
            rank="outline",
            do=partial(self.open_sheet, "discard"),
        )

    def open_sheet(self, sheet: str) -> Move:
        """Ask something."""
        self.sheet = sheet
        self.renew()
        return None

    def shut(self) -> Move:
        """Ask no more."""
        return self.open_sheet("")

    def _discard(self) -> Move:
        self.shut()
        refused = self.desk.count.discard(BY_PERSON)
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("The count was thrown away"), "ok", Home())
