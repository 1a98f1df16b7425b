"""A second person's word: who vouches, and their PIN, in a sheet over whatever wants it."""

from collections.abc import Callable
from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Row, Spacer, Stack
from kiosk.ui.kit.buttons import Tile, Typing
from kiosk.ui.kit.keys import PinDots, PinPad
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Initials, Label
from kiosk.workflows.access import Access
from kiosk.workflows.tries import SignInTry
from kiosk.workflows.views import Person

_MOST_PEOPLE = 4


class Witness:
    """Asks who vouches, and goes on with their name once their PIN was right.

    Args:
        screen: over which the sheet lies.
        access: knows people and compares PINs.
        right: the action wants.
        then: goes on with the witness.
        close: what closing the sheet does.
        title: of the sheet, marked for the catalogues; empty for the usual one.
    """

    def __init__(
        self,
        screen: Screen,
        access: Access,
        right: Right,
        then: Callable[[str], Move],
        close: Callable[[], Move],
        title: str = "",
    ) -> None:
        self._screen, self._access, self._right = screen, access, right
        self._then, self._close = then, close
        self._title = title
        self._typing = Typing(12)
        self._chosen, self._checking = "", False

    def sheet(self) -> Widget:
        """Return the sheet: faces, dots, digits."""
        say, skin = self._screen.phrases.text, self._screen.skin
        people = self._access.witnesses(self._right)[:_MOST_PEOPLE]
        if len(people) == 1:
            self._chosen = people[0].staff
        chosen = next((p for p in people if p.staff == self._chosen), None)
        if not people:
            prompt = say("Nobody here may confirm this")
        elif chosen is None:
            prompt = say("Tap your initials") if self._title else say("Who confirms it?")
        else:
            prompt = say("{initials}: enter your PIN", initials=chosen.initials)
        faces = [self._face(person) for person in people]
        pad = PinPad(
            id="witness", typing=self._typing, enter=self._enter, typed=self._typed,
            rank="key", enter_rank="second", grow=1, least=4 * 56 + 3 * 8,
        )  # fmt: skip
        body = Stack(
            gap=12,
            children=[
                Row(children=[Spacer(), *faces, Spacer()], gap=skin.layout.dense),
                Label(label=prompt, colour="ink2", align="centre", lines=2),
                PinDots(typing=self._typing, colour="ink"),
                *([pad] if people else []),
            ],
        )
        title = say(self._title) if self._title else say("A second person must confirm")
        return Sheet(id="witness.sheet", title=title, child=body, close=self._close, most=520)

    def _face(self, person: Person) -> Widget:
        face = Initials(label=person.initials, chosen=person.staff == self._chosen, diameter=56)
        return Tile(
            id=f"witness.{person.staff}",
            label=person.initials,
            child=face,
            padding=4,
            shadow=False,
            do=partial(self._choose, person.staff),
        )

    def _choose(self, staff: str) -> Move:
        self._chosen = staff
        self._typing.clear()
        return self._typed()

    def _typed(self) -> Move:
        self._screen.renew()
        return None

    def _enter(self) -> Move:
        pin = self._typing.text
        self._typing.clear()
        self._screen.renew()
        if not (pin and self._chosen) or self._checking:
            return None
        if no := self._access.too_short(self._chosen, pin):
            return self._screen.refused(no)
        attempt = self._access.begin_sign_in(self._chosen)
        if isinstance(attempt, Refused):
            return self._screen.refused(attempt)
        self._checking = True
        self._screen.stage.later(partial(attempt.verify, pin), partial(self._checked, attempt))
        return None

    def _checked(self, attempt: SignInTry, ok: bool) -> Move:  # noqa: FBT001
        self._checking = False
        person = self._access.vouch(attempt, ok, self._right)
        self._screen.renew()
        if isinstance(person, Refused):
            told = self._screen.refused(person)
            left = self._access.tries_left(self._chosen)
            tries = self._screen.phrases.count("{n} try is left", "{n} tries are left", left)
            return told if ok else Say(told.text, "no", step=tries)
        return self._then(person.staff)

    def badge(self, badge: str) -> Move:
        """Go on with who vouches by the badge alone."""
        person = self._access.vouch_by_badge(badge, self._right)
        self._screen.renew()
        if isinstance(person, Refused):
            return self._screen.refused(person)
        return self._then(person.staff)
