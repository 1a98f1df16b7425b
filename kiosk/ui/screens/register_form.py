"""The form of a partner: checked fields and the consent, wherever it is filled in."""

from collections.abc import Callable, Mapping
from functools import partial

from kiosk.core import applicants
from kiosk.core.applicants import CONSENT, COUNTRIES
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Field, Typing
from kiosk.ui.kit.checks import CheckLine
from kiosk.ui.kit.keyboard import ORDER, Keyboard
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Do, Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.consent import consent_sheet
from kiosk.ui.screens.opening_words import fault_word, field_word
from kiosk.ui.theme import Size

_MOST = 120
_LAYOUTS = (*ORDER, "signs")  # an address has an @, a telephone a +
_TYPED = ("company", "tax_id", "name", "mail", "phone")


class RegisterForm:
    """What is typed so far; it is kept whenever a field is left.

    Args:
        told: what was kept of it, by field.
        skin: how it looks and speaks, as of this moment.
        renew: has the screen made anew.
        keep: keeps all of it, for good.
    """

    def __init__(
        self,
        told: Mapping[str, str],
        skin: Callable[[], Skin],
        renew: Callable[[], None],
        keep: Callable[[dict[str, str]], Move],
    ) -> None:
        self.typing = {field: Typing(_MOST) for field in _TYPED}
        for field, typing in self.typing.items():
            typing.add(told.get(field, ""))
        self.country = told.get("country") or COUNTRIES[0]
        self.agrees = told.get("consent") == CONSENT
        self.writing = ""  # the field that the keyboard writes into
        self.reading = False  # the text of the consent is open
        self.was_sent = False  # sent once: from now on each field says what is wrong
        self._skin, self._renew, self._keep = skin, renew, keep

    def fields(self) -> dict[str, str]:
        """Return the form as it stands."""
        told = {field: typing.text for field, typing in self.typing.items()}
        return told | {"country": self.country, "consent": CONSENT if self.agrees else ""}

    def faults(self) -> dict[str, str]:
        """Return what is wrong, by field; nothing before it was sent once."""
        return applicants.faults(self.fields()) if self.was_sent else {}

    # -- what it looks like ----------------------------------------------------------------------

    def content(self, send: Do, words: str) -> Widget:
        """Return the fields at the left, the consent and the button at the right.

        Args:
            send: what the button does.
            words: on the button.
        """
        lay, wrong = self._skin().layout, self.faults()
        fields = [self._country(), *(self._field(field, wrong) for field in _TYPED)]
        grid = Grid(children=fields, columns=2, gap=lay.dense)
        return Split(
            left=Card(child=Stack(children=[grid, Spacer()]), padding=lay.dense),
            right=Stack(children=[self._about(), *self._ends(wrong, send, words)], gap=12),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def over(self) -> Widget | None:
        """Return the text of the consent, or the keyboard while a field is typed."""
        if self.reading:
            return consent_sheet(self._skin(), self._agree, self._read)
        if not self.writing:
            return None
        phrases = self._skin().phrases
        return Keyboard(
            id="register.keys",
            typing=self.typing[self.writing],
            title=field_word(self.writing, phrases),
            language=phrases.language,
            layouts=_LAYOUTS,
            enter=self._written,
            close=self._written,
            typed=self._typed,
            personal=True,
        )

    def _country(self) -> Widget:
        button = Button(
            id="register.country", label=self.country, icon="language", rank="outline",
            do=self._next_country,
        )  # fmt: skip
        return self._named("country", button, "")

    def _field(self, field: str, wrong: Mapping[str, str]) -> Widget:
        line = Field(
            id=f"register.{field}",
            label=field_word(field, self._skin().phrases),
            typing=self.typing[field],
            focused=self.writing == field,
            personal=True,
            do=partial(self._write, field),
        )
        return self._named(field, line, wrong.get(field, ""))

    def _named(self, field: str, widget: Widget, fault: str) -> Widget:
        phrases = self._skin().phrases
        name = Label(label=field_word(field, phrases), style="caption", colour="ink2", lines=2)
        lines: list[Widget] = [name, widget]
        if fault:  # below: fields beside each other stay in line
            said = fault_word(fault, phrases)
            lines.append(Label(label=said, style="caption", colour="bad", lines=2))
        return Stack(gap=4, children=lines)

    def _about(self) -> Widget:
        say, lay = self._skin().phrases.text, self._skin().layout
        lines = (
            say("What you type is kept here until you send it, also without power or network."),
            say("It goes to the network sealed off from all records, and leaves this box then."),
        )
        words = [Label(label=one, colour="rail_text", align="centre", lines=4) for one in lines]
        head = Row(children=[Spacer(), IconBox(icon="store", tone="rail", edge_px=56), Spacer()])
        shown = [] if lay.size is Size.S else [head]  # the words need the room
        body = Stack(gap=lay.dense, children=[Spacer(), *shown, *words, Spacer()])
        return Card(fill="rail", grow=1, least=100, child=body)

    def _ends(self, wrong: Mapping[str, str], send: Do, words: str) -> list[Widget]:
        phrases, lay = self._skin().phrases, self._skin().layout
        consent = CheckLine(
            id="register.consent",
            label=phrases.text("I agree that the network keeps these data to open the point"),
            is_on=self.agrees,
            most_lines=3,  # in large text on a small screen
            do=self._consent,
        )
        first = next(iter(wrong), "")
        field = field_word(first, phrases) if first else ""
        hint = phrases.text("Look at: {field}", field=field) if first else ""
        said = Label(label=hint, colour="bad", lines=2)  # on a card: the ground may be dark
        warn = [Card(child=said, padding=lay.dense, radius="control", shadow=False)] if hint else []
        button = Button(
            id="register.send", label=words, icon="arrow_forward", rank="primary", do=send
        )
        return [consent, *warn, button]

    # -- what a touch does -----------------------------------------------------------------------

    def _typed(self) -> Move:
        self._renew()
        return None

    def _write(self, field: str) -> Move:
        self.writing = field
        return self._typed()

    def _written(self) -> Move:
        self.writing = ""
        return self._kept()

    def _next_country(self) -> Move:
        at = COUNTRIES.index(self.country) if self.country in COUNTRIES else -1
        self.country = COUNTRIES[(at + 1) % len(COUNTRIES)]
        return self._kept()

    def _consent(self) -> Move:
        """Open the text; who has agreed takes it back without it."""
        if not self.agrees:
            return self._read()
        self.agrees = False
        return self._kept()

    def _read(self) -> Move:
        self.reading = not self.reading
        return self._typed()

    def _agree(self) -> Move:
        self.agrees, self.reading = True, False
        return self._kept()

    def _kept(self) -> Move:
        self._renew()
        return self._keep(self.fields())
