"""The lock: who is here, and the PIN; no names, nothing about any customer."""

from functools import partial

from kiosk.core.codes import CodeKind
from kiosk.core.refusals import Reason, Refused
from kiosk.hw.ports import ButtonPressed, Look, NewMail, Scan, Signal, Tick
from kiosk.ui.kit.bar import answers
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile, Typing
from kiosk.ui.kit.keys import PinDots, PinPad
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Move, Only, Say, Widget
from kiosk.ui.kit.words import Chip, Initials, Label, NumText
from kiosk.ui.screens import chips, news
from kiosk.ui.screens.in_line import line_words
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.own_look import put_on
from kiosk.ui.sentences import refusal
from kiosk.workflows.tries import SignInTry
from kiosk.workflows.views import Person

LANGUAGES = (("ru", "RU"), ("pt", "PT"), ("en", "EN"))
_MOST_PEOPLE = 4


class LockScreen(Screen):
    """Person and PIN.

    Args:
        office: the counter.
    """

    name = "lock"
    private = True
    look = Look.OFF

    def __init__(self, office: Office) -> None:
        self.office = office
        self.access = office.desk.access
        self.chosen = ""
        self.typing = Typing(12)
        self.first_pin = ""  # typed once, while a person without a PIN chooses one
        self.page = 0
        self.is_past_owner = False  # somebody else signs in before the owner has begun
        self.checking = False
        self._minute = ""

    def entered(self) -> None:
        """Begin with whoever is alone here, in the point's language."""
        people = self.access.people()
        if len(people) == 1:
            self.chosen = people[0].staff
        self._begin_with_owner()
        put_on(self, "")

    def build(self) -> Widget:
        """Make the tree."""
        lay, owners = self.skin.layout, self._owners()
        split = Split(
            left=Stack(children=[*self._answer(), self._welcome() if owners else self._left()]),
            right=self._panel(owners or self.access.people()),
            right_wide=lay.right["home"],
            gap=lay.gap,
        )
        frame = Card(fill="rail", radius="cell", shadow=False, padding=2 * lay.gap, child=split)
        return Page(ground="rail", content=frame)

    def _answer(self) -> list[Widget]:
        """Return the answer to what was done: the lock has no bar that would show it."""
        told = answers(self.stage.spoken)
        return [Row(children=[*told, Spacer()])] if told else []

    # -- the owner begins ------------------------------------------------------------------------

    def _owners(self) -> tuple[Person, ...]:
        """Return the owners one of whom begins here: nobody has a PIN yet."""
        return () if self.is_past_owner else self.access.owners_to_begin()

    def _begin_with_owner(self) -> None:
        owners = self._owners()
        if owners and self.chosen not in {one.staff for one in owners}:
            self.chosen = owners[0].staff if len(owners) == 1 else ""

    def _welcome(self) -> Widget:
        say = self.phrases.text
        words = (
            say("The network has let this box in. Choose a PIN of your own, and type it twice."),
            say("Nobody else learns it. No rows, no repeats, no dates."),
        )
        other = Button(
            id="lock.other",
            label=say("Somebody else signs in"),
            rank="dark_key",
            style="button",
            do=self._past_owner,
        )
        told = [Label(label=one, colour="rail_text", lines=4) for one in words]
        return Stack(
            grow=1,
            gap=self.skin.layout.dense,
            children=[
                Spacer(),
                Label(label=say("The owner begins"), style="title", colour="rail_mark", lines=2),
                Label(label=self._where(), style="strong", colour="rail_text", lines=2),
                *told,
                Spacer(),
                Row(children=[other, Spacer()]),
                Row(children=[*self._languages(), Spacer()], gap=12),
            ],
        )

    def _past_owner(self) -> Move:
        self.is_past_owner, self.chosen, self.first_pin = True, "", ""
        self.typing.clear()
        self.renew()
        return None

    # -- left: clock and languages ---------------------------------------------------------------

    def _left(self) -> Widget:
        phrases, wall = self.phrases, self.office.wall()
        return Stack(
            grow=1,
            gap=8,
            children=[
                Spacer(),
                NumText(label=phrases.time(wall), style="clock", colour="rail_mark"),
                Label(label=phrases.weekday(wall), style="section", colour="rail_text"),
                Label(label=self._where(), colour="rail_text"),
                *self._notices(),
                Spacer(),
                *self._chips(),
                Row(children=[*self._languages(), Spacer()], gap=12),
            ],
        )

    def _where(self) -> str:
        point = self.phrases.text("Point {point}", point=self.office.point)
        return f"{point} · {self.office.address}" if self.office.address else point

    def _notices(self) -> list[Widget]:
        """Say how many notices ask for something, and nothing about any of them."""
        n = self.office.desk.notices.waiting()
        if not n:
            return []
        words = self.phrases.count("{n} notice waits", "{n} notices wait", n)
        return [Label(label=words, colour="rail_text", icon="notifications")]

    def _chips(self) -> list[Widget]:
        troubled = [i for i in chips.items(self.office.desk, self.phrases) if i.words]
        line = line_words(self.office.desk.doorline.line(), self.phrases)
        if not troubled and not line:
            return []
        shown = [Chip(label=line, icon="hourglass_bottom", tone="rail")] if line else []
        shown += [Chip(label=i.words, icon=i.icon, tone="rail") for i in troubled[: 2 - bool(line)]]
        return [Row(children=[*shown, Spacer()], gap=8), Spacer(tall=8)]

    def _languages(self) -> list[Widget]:
        return [
            Button(
                id=f"lock.language.{key}",
                label=label,
                rank="second" if key == self.phrases.language else "dark_key",
                style="button",
                do=partial(self._speak, key),
            )
            for key, label in LANGUAGES
        ]

    def _speak(self, language: str) -> Move:
        self.stage.speak(language)
        return None

    # -- right: people and PIN -------------------------------------------------------------------

    def _panel(self, people: tuple[Person, ...]) -> Widget:
        lay = self.skin.layout
        if not people:
            return self._nobody()
        pad = PinPad(
            id="pin",
            typing=self.typing,
            enter=self._enter,
            typed=self._typed,
            grow=1,
            least=4 * 56 + 3 * 8,
        )
        return Stack(
            gap=lay.dense,
            children=[
                self._people(people),
                Label(
                    id="lock.prompt",
                    label=self._prompt(people),
                    colour="rail_text",
                    align="centre",
                    lines=2,
                ),
                PinDots(typing=self.typing),
                pad,
            ],
        )

    def _nobody(self) -> Widget:
        say = self.phrases.text
        return Stack(
            gap=12,
            children=[
                Spacer(),
                Label(
                    label=say("Nobody may sign in yet"),
                    style="section",
                    colour="rail_mark",
                    align="centre",
                    lines=2,
                ),
                Label(
                    label=say("The team comes from the central with the first mail."),
                    colour="rail_text",
                    align="centre",
                    lines=3,
                ),
                Spacer(),
            ],
        )

    def _people(self, people: tuple[Person, ...]) -> Widget:
        first = self.page * _MOST_PEOPLE
        shown = people[first : first + _MOST_PEOPLE]
        tiles: list[Widget] = [Spacer()]
        for person in shown:
            face = Initials(
                label=person.initials,
                chosen=person.staff == self.chosen,
                fill="rail_on",
                ink="rail_mark",
                diameter=64,
            )
            tiles.append(
                Tile(
                    id=f"lock.{person.staff}",
                    label=person.initials,
                    child=face,
                    padding=4,
                    fill="rail",
                    shadow=False,
                    do=partial(self._choose, person.staff),
                )
            )
        if len(people) > _MOST_PEOPLE:
            tiles.append(
                Button(
                    id="lock.more",
                    label=self.phrases.text("More people"),
                    icon="chevron_right",
                    bare=True,
                    rank="dark_key",
                    do=partial(self._more, len(people)),
                )
            )
        return Row(children=[*tiles, Spacer()], gap=self.skin.layout.dense)

    def _more(self, people: int) -> Move:
        self.page = (self.page + 1) % (-(-people // _MOST_PEOPLE))
        self.renew()
        return None

    def _prompt(self, people: tuple[Person, ...]) -> str:
        say = self.phrases.text
        person = next((p for p in people if p.staff == self.chosen), None)
        if person is None:
            return say("Choose yourself")
        wait_s = self.access.wait_s(person.staff)
        if wait_s:
            return say("Too many tries, wait {seconds} s", seconds=wait_s)
        if not person.has_pin and (no := self.access.may_choose_pin(person.staff)):
            return refusal(no, self.phrases)[0]
        if not person.has_pin:
            return say("Repeat your new PIN") if self.first_pin else say("Choose a PIN")
        return say("{initials}: enter your PIN", initials=person.initials)

    def _choose(self, staff: str) -> Move:
        self.chosen, self.first_pin = staff, ""
        self.typing.clear()
        self.renew()
        return None

    def _typed(self) -> Move:
        self.renew()
        return None

    def _enter(self) -> Move:
        person = next((p for p in self.access.people() if p.staff == self.chosen), None)
        if person is None:
            return Say(self.phrases.text("Choose yourself"), "no")
        pin = self.typing.text
        self.typing.clear()
        self.renew()
        if not pin or self.checking:
            return None
        if not person.has_pin:
            return self._new_pin(person, pin)
        if no := self.access.too_short(person.staff, pin):
            return self.refused(no)
        attempt = self.access.begin_sign_in(person.staff)
        if isinstance(attempt, Refused):
            return self.refused(attempt)
        self.checking = True
        self.stage.later(partial(attempt.verify, pin), partial(self._checked, attempt))
        return None

    def _checked(self, attempt: SignInTry, ok: bool) -> Move:  # noqa: FBT001
        self.checking = False
        return self._signed_in(self.access.finish_sign_in(attempt, ok))

    def _new_pin(self, person: Person, pin: str) -> Move:
        say = self.phrases.text
        if no := self.access.may_choose_pin(person.staff):
            return self.refused(no)
        if not self.first_pin:  # told at once, not after it was typed twice
            if no := self.access.check_new_pin(person.staff, pin):
                return self.refused(no)
            self.first_pin = pin
            return None
        first, self.first_pin = self.first_pin, ""
        if first != pin:
            return Say(say("The two PINs differ"), "no", step=say("Choose a PIN"))
        return self._signed_in(self.access.set_pin(person.staff, pin))

    def _signed_in(self, person: Person | Refused) -> Move:
        self.renew()
        if isinstance(person, Refused) and person.reason is Reason.WRONG_BADGE_OR_PIN:
            return self._wrong()
        if isinstance(person, Refused):
            return self.refused(person)
        put_on(self, person.language)
        doors = self.office.doors
        return Only(doors.news(first=True) if news.is_due(self.office) else doors.home())

    def _wrong(self) -> Move:
        left = self.access.tries_left(self.chosen)
        step = self.phrases.count("{n} try is left", "{n} tries are left", left)
        return Say(self.phrases.text("Wrong badge or PIN"), "no", step=step)

    def on(self, signal: Signal) -> Move:
        """Answer scans and presses with a request to sign in; keep the clock right."""
        match signal:
            case Scan():
                return self._scanned(signal)
            case ButtonPressed():
                return self.refused(Refused(Reason.NOT_SIGNED_IN))
            case Tick():
                waiting = self.office.desk.notices.waiting()
                minute = f"{self.phrases.time(self.office.wall())} {waiting}"
                waits = self.chosen and self.access.wait_s(self.chosen)
                if minute != self._minute or waits:
                    self._minute = minute
                    self.renew()
            case NewMail():
                self._begin_with_owner()  # the first mail names them
                self.renew()
            case _:
                self.renew()
        return None

    def _scanned(self, scan: Scan) -> Move:
        """Let a badge choose the person; nothing is said about any other code."""
        code = self.office.desk.find.read(scan.text, scan.symbology.value)
        if code.kind is not CodeKind.BADGE:
            return self.refused(Refused(Reason.NOT_SIGNED_IN))
        person = self.access.badge_of(code.text)
        if isinstance(person, Refused):
            return self.refused(person)
        owners = self._owners()
        if owners and person.staff not in {one.staff for one in owners}:
            self.is_past_owner, owners = True, ()
        people = [one.staff for one in owners or self.access.people()]
        self.page = people.index(person.staff) // _MOST_PEOPLE
        return self._choose(person.staff)
