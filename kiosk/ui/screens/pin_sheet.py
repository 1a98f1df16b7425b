"""One person's PIN, asked for in a sheet over whatever is on the screen."""

from collections.abc import Callable
from functools import partial

from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Row, Spacer, Stack
from kiosk.ui.kit.buttons import Typing
from kiosk.ui.kit.keys import PinDots, PinPad
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Initials, Label
from kiosk.workflows.access import Access
from kiosk.workflows.tries import SignInTry
from kiosk.workflows.views import Person


class PinSheet:
    """Asks for the PIN of somebody whose badge was scanned.

    Args:
        screen: over which the sheet lies.
        access: compares PINs.
        person: whose PIN.
        then: goes on with the try and whether the PIN was right; it ends the try.
        close: what closing the sheet does.
    """

    def __init__(
        self,
        screen: Screen,
        access: Access,
        person: Person,
        then: Callable[[SignInTry, bool], Move],
        close: Callable[[], Move],
    ) -> None:
        self._screen, self._access, self.person = screen, access, person
        self._then, self._close = then, close
        self._typing, self.checking = Typing(12), False

    def sheet(self) -> Widget:
        """Return the sheet."""
        title = self._screen.phrases.text("Who goes on here?")
        return Sheet(id="pin.sheet", title=title, child=self.body(), close=self._close, most=520)

    def body(self) -> Widget:
        """Return face, dots and digits."""
        say, skin = self._screen.phrases.text, self._screen.skin
        words = say("{initials}: enter your PIN", initials=self.person.initials)
        face = Initials(label=self.person.initials, chosen=True, diameter=56)
        pad = PinPad(
            id="person.pin", typing=self._typing, enter=self._enter, typed=self._typed,
            rank="key", enter_rank="second", grow=1, least=4 * 56 + 3 * 8,
        )  # fmt: skip
        return Stack(
            gap=12,
            grow=1,
            children=[
                Row(children=[Spacer(), face, Spacer()], gap=skin.layout.dense),
                Label(label=words, colour="ink2", align="centre", lines=2),
                PinDots(typing=self._typing, colour="ink"),
                pad,
            ],
        )

    def _typed(self) -> Move:
        self._screen.renew()
        return None

    def _enter(self) -> Move:
        pin = self._typing.text
        self._typing.clear()
        self._screen.renew()
        if not pin or self.checking:
            return None
        if no := self._access.too_short(self.person.staff, pin):
            return self._screen.refused(no)
        attempt = self._access.begin_sign_in(self.person.staff)
        if isinstance(attempt, Refused):
            return self._screen.refused(attempt)
        self.checking = True
        self._screen.stage.later(partial(attempt.verify, pin), partial(self._checked, attempt))
        return None

    def _checked(self, attempt: SignInTry, ok: bool) -> Move:  # noqa: FBT001
        self.checking = False
        told = self._then(attempt, ok)
        if ok or not isinstance(told, Say):
            return told
        phrases = self._screen.phrases
        left = self._access.tries_left(self.person.staff)
        tries = phrases.count("{n} try is left", "{n} tries are left", left)
        return Say(told.text, "no", step=tries)
