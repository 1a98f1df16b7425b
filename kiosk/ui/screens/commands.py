"""Cards and badges: what a scan presses instead of a finger, and who goes on at the counter."""

from collections.abc import Callable, Iterable, Mapping

from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Home, Kind, Move, Say, Touch, Widget
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.own_look import put_on
from kiosk.ui.screens.pin_sheet import PinSheet
from kiosk.ui.screens.shelf_pressed import ShelfPressed
from kiosk.ui.screens.witness import Witness
from kiosk.workflows.access import LANGUAGES
from kiosk.workflows.tries import SignInTry
from kiosk.workflows.views import Person

CARDS_OF = Mapping[str, str | tuple[str, ...]]
_RIGHTS = {
    "issue": Right.ISSUE,
    "accept": Right.ACCEPT,
    "returns": Right.RETURN,
    "ship": Right.SHIP,
    "shelves": Right.FIND,
}


class Commands(ShelfPressed):
    """A screen that answers command cards and badges; the frame of every screen behind the lock."""

    office: Office
    section: str
    curtained: bool
    _witness: Witness | None = None
    asked_pin: PinSheet | None = None

    def leave(self) -> Move:
        """Go back to the screen before (see Framed)."""
        raise NotImplementedError

    def lock(self) -> Move:
        """Lock the counter (see Framed)."""
        raise NotImplementedError

    # -- cards -----------------------------------------------------------------------------------

    def cards(self) -> CARDS_OF:
        """Return which command cards press which buttons here, by widget id; the first there is."""
        return {}

    def command(self, card: str, source: str) -> Move:
        """Do what a card says, if a finger could.

        Args:
            card: its word.
            source: which device read it; customers hold phones to the camera.
        """
        if source == "camera":
            return self.refused(Refused(Reason.NOT_ON_THIS_SCREEN))
        word, _, what = card.partition(":")
        match word:
            case "ok":
                return self.primary() or self.refused(Refused(Reason.CARD_NOT_HERE))
            case "back":
                return self._go_back()
            case "home":
                return Home()
            case "lock":
                return self.lock()
            case "lang" if what in LANGUAGES:
                return self._speak(what)
            case _:
                return self.carded(card)

    def carded(self, card: str) -> Move:
        """Press the button of a card that has one here; refuse every other card."""
        button = self.pressed_by(card)
        if button is None:
            return self.refused(Refused(Reason.CARD_NOT_HERE))
        return button.on(Touch(Kind.TAP))

    def pressed_by(self, card: str) -> Button | None:
        """Return the button that a card presses now; what a sheet covers is out of reach."""
        found = self.cards().get(card, ())
        ids: Iterable[str] = (found,) if isinstance(found, str) else found
        reached = {w.id: w for w in self.reached() if isinstance(w, Button)}
        return next((reached[name] for name in ids if name in reached), None)

    def primary(self) -> Move:
        """Press the one primary button, or what a sheet has in its place."""
        button = self.pressed_by("ok")
        return button.on(Touch(Kind.TAP)) if button else super().primary()

    def _go_back(self) -> Move:
        """Close the sheet, or answer its question with the safe answer; else leave."""
        sheet = self._sheet()
        if sheet is None:
            return self.leave()
        if sheet.close is not None:
            return sheet.close()
        safe = next((one for one in sheet.actions if isinstance(one, Button)), None)
        return safe.on(Touch(Kind.TAP)) if safe else None

    def _speak(self, language: str) -> Move:
        self.desk.access.set_language(language)
        self.stage.speak(language)
        return None

    # -- badges ----------------------------------------------------------------------------------

    def badge(self, badge: str) -> Move:
        """Lock by one's own badge; let a colleague vouch, or go on here, by theirs."""
        if self._witness is not None and self.find("witness.sheet") is not None:
            return self._witness.badge(badge)
        access = self.desk.access
        person = access.badge_of(badge)
        if isinstance(person, Refused):
            return self.refused(person)
        if person.staff == self.desk.counter.signed_in:
            return self.lock()
        taken = access.take_over(badge)
        if taken is not None:
            return self._taken_over(taken)
        self.asked_pin = PinSheet(self, access, person, self._typed_pin, self._not_taken_over)
        self.renew()
        return None

    def taking_over(self) -> Widget | None:
        """Return the sheet that asks a colleague for the PIN, while one is asked."""
        return self.asked_pin.sheet() if self.asked_pin else None

    def _typed_pin(self, attempt: SignInTry, ok: bool) -> Move:  # noqa: FBT001
        return self._taken_over(self.desk.access.finish_sign_in(attempt, ok))

    def _taken_over(self, person: Person | Refused) -> Move:
        self.renew()
        if isinstance(person, Refused):
            return self.refused(person)
        self.asked_pin = None
        put_on(self, person.language)
        right = _RIGHTS.get(self.section)
        away = Home() if right is not None and not self.desk.counter.may(right) else None
        words = self.phrases.text("{initials} goes on", initials=person.initials)
        return Say(words, "ok", after=away)

    def _not_taken_over(self) -> Move:
        self.asked_pin = None
        self.renew()
        return None


Then = Callable[[SignInTry, bool], Move]
