"""Who opens the point: a form with checked fields, kept until it is whole."""

from functools import partial

from kiosk.core import applicants
from kiosk.core.applicants import CONSENT, COUNTRIES
from kiosk.core.refusals import Reason, Refused
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Field, Typing
from kiosk.ui.kit.checks import CheckLine
from kiosk.ui.kit.keyboard import ORDER, Keyboard
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.opening_words import fault_word, field_word
from kiosk.workflows.opening import APPLICANT

_MOST = 120
_LAYOUTS = (*ORDER, "signs")  # an address has an @, a telephone a +
_TYPED = ("company", "tax_id", "name", "mail", "phone")


class OpeningRegisterScreen(Framed):
    """The registration of a partner; what is typed is kept whenever a field is left.

    Args:
        office: the counter.
    """

    name = "opening_register"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        kept = office.desk.opening.draft(APPLICANT)
        told = {} if isinstance(kept, Refused) else kept
        self.typing = {field: Typing(_MOST) for field in _TYPED}
        for field, typing in self.typing.items():
            typing.add(told.get(field, ""))
        self.country = told.get("country") or COUNTRIES[0]
        self.agrees = told.get("consent") == CONSENT
        self.writing = ""  # the field that the keyboard writes into
        self.was_sent = False  # sent once: from now on each field says what is wrong

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Registration")

    def fields(self) -> dict[str, str]:
        """Return the form as it stands."""
        told = {field: typing.text for field, typing in self.typing.items()}
        return told | {"country": self.country, "consent": CONSENT if self.agrees else ""}

    def content(self) -> Widget:
        """Return the fields at the left, consent and Send at the right."""
        lay = self.skin.layout
        wrong = applicants.faults(self.fields()) if self.was_sent else {}
        fields = [self._country(), *(self._field(field, wrong) for field in _TYPED)]
        grid = Grid(children=fields, columns=2, gap=lay.dense)
        return Split(
            left=Card(child=Stack(children=[grid, Spacer()]), padding=lay.dense),
            right=Stack(children=[self._about(), *self._ends(wrong)], gap=12),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _country(self) -> Widget:
        button = Button(
            id="register.country", label=self.country, icon="language", rank="outline",
            do=self._next_country,
        )  # fmt: skip
        return self._named("country", button, "")

    def _field(self, field: str, wrong: dict[str, str]) -> Widget:
        line = Field(
            id=f"register.{field}",
            label=field_word(field, self.phrases),
            typing=self.typing[field],
            focused=self.writing == field,
            personal=True,
            do=partial(self._write, field),
        )
        return self._named(field, line, wrong.get(field, ""))

    def _named(self, field: str, widget: Widget, fault: str) -> Widget:
        word = fault_word(fault, self.phrases) if fault else field_word(field, self.phrases)
        colour = "bad" if fault else "ink2"
        return Stack(gap=4, children=[
            Label(label=word, style="caption", colour=colour, cuts=True), widget,
        ])  # fmt: skip

    def _about(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        lines = (
            say("What you type is kept here until you send it, also without power or network."),
            say("It goes to the network sealed off from all records, and leaves this box then."),
        )
        words = [Label(label=one, colour="rail_text", align="centre", lines=4) for one in lines]
        head = Row(children=[Spacer(), IconBox(icon="store", tone="rail", edge_px=56), Spacer()])
        body = Stack(gap=lay.dense, children=[Spacer(), head, *words, Spacer()])
        return Card(fill="rail", grow=1, least=100, child=body)

    def _ends(self, wrong: dict[str, str]) -> list[Widget]:
        say = self.phrases.text
        consent = CheckLine(
            id="register.consent",
            label=say("I agree that the network keeps these data to open the point"),
            is_on=self.agrees,
            do=self._agree,
        )
        first = next(iter(wrong), "")
        hint = say("Look at: {field}", field=field_word(first, self.phrases)) if first else ""
        warn = [Label(label=hint, colour="bad", lines=2)] if hint else []
        send = Button(
            id="register.send",
            label=say("Send"),
            icon="arrow_forward",
            rank="primary",
            do=self._send,
        )
        return [consent, *warn, send]

    def over(self) -> Widget | None:
        """Return the keyboard while a field is typed."""
        if not self.writing:
            return None
        return Keyboard(
            id="register.keys",
            typing=self.typing[self.writing],
            title=field_word(self.writing, self.phrases),
            language=self.phrases.language,
            layouts=_LAYOUTS,
            enter=self._written,
            close=self._written,
            typed=self._typed,
            personal=True,
        )

    def _write(self, field: str) -> Move:
        self.writing = field
        return self._typed()

    def _written(self) -> Move:
        self.writing = ""
        return self._kept()

    def _typed(self) -> Move:
        self.renew()
        return None

    def _next_country(self) -> Move:
        at = COUNTRIES.index(self.country) if self.country in COUNTRIES else -1
        self.country = COUNTRIES[(at + 1) % len(COUNTRIES)]
        return self._kept()

    def _agree(self) -> Move:
        self.agrees = not self.agrees
        return self._kept()

    def _kept(self) -> Move:
        no = self.desk.opening.keep_draft(APPLICANT, self.fields())
        self.renew()
        return self.refused(no) if no else None

    def _send(self) -> Move:
        self.was_sent = True
        told = self.desk.opening.register(self.fields())
        self.renew()
        if not isinstance(told, Refused):
            return Back()
        if told.reason is Reason.BAD_VALUE:
            field = field_word(str(told.facts.get("field", "name")), self.phrases)
            return Say(self.phrases.text("Look at: {field}", field=field), "no")
        return self.refused(told)
