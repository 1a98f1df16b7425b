"""The way back from the last change: words and Undo, for a while, until another change."""

from collections.abc import Callable
from functools import partial

from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.sheets import Toast
from kiosk.ui.kit.widget import Move, Widget

OFFERED_S = 12.0


class Undoing:
    """What a screen offers to undo: one change, its newest.

    Args:
        screen: that offers it.
        prefix: before `.toast` and `.undo` in the widgets' names.
    """

    def __init__(self, screen: Screen, prefix: str) -> None:
        self._screen, self._prefix = screen, prefix
        self._offered: tuple[Callable[[], str], Callable[[], Move]] | None = None
        self._offers = 0

    def offer(self, words: Callable[[], str], undo: Callable[[], Move]) -> None:
        """Offer it from now on, instead of the one before.

        Args:
            words: what was changed, in the language of the moment.
            undo: changes it back.
        """
        self._offered, self._offers = (words, undo), self._offers + 1
        self._screen.stage.after(OFFERED_S, partial(self._settled, self._offers))
        self._screen.renew()

    def clear(self) -> None:
        """Offer nothing any more."""
        self._offered = None
        self._screen.renew()

    def toast(self) -> Widget | None:
        """Return the offer, if there is one."""
        if self._offered is None:
            return None
        words, undo = self._offered
        button = Button(id=f"{self._prefix}.undo", label=self._screen.phrases.text("Undo"),
                        icon="undo", rank="dark_key", style="button",
                        do=partial(self._taken, undo))  # fmt: skip
        return Toast(id=f"{self._prefix}.toast", label=words(), action=button)

    def _taken(self, undo: Callable[[], Move]) -> Move:
        move = undo()
        self.clear()  # only now: a change back is a change, and would be offered itself
        return move

    def _settled(self, offer: int) -> Move:
        if offer == self._offers:
            self.clear()
        return None
