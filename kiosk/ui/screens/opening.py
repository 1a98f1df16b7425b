"""The opening of this point: a stepper with dates, what is waited for, and the step's verb."""

from typing import cast

from kiosk.core import openings
from kiosk.core.deposits import Deposit
from kiosk.core.facts.opening import OpeningSubmitted
from kiosk.core.opening_words import OpeningStage
from kiosk.core.openings import MAY_COME_FROM, Opening
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.qr import QrCode
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Do, Move, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.opening_words import StepRow, stage_word, step_word, steps
from kiosk.ui.sentences import refusal
from kiosk.ui.theme import Size

S = OpeningStage
_SIGNS = {
    "done": ("check", "ok"),
    "now": ("arrow_forward", "soft"),
    "bad": ("error", "bad"),
    "later": ("schedule", "plain"),
}
_TALL = {Size.L: 72, Size.M: 52, Size.S: 44}  # pixels; all eight steps fit every screen
_SHOTS = {S.LOCATION_APPROVED, S.CONTRACT, S.DEPOSIT, S.FIT_OUT, S.FIT_OUT_REVIEW, S.REWORK}


class OpeningScreen(Framed):
    """How the opening stands, and the way to what must be done.

    Args:
        office: the counter.
    """

    name = "opening"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.leaving = self.showing = False  # the question, the code

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Opening")

    def subtitle(self) -> str:
        """Return by which name the network knows it."""
        opening = self.desk.opening.current()
        if not isinstance(opening, Opening):
            return ""
        return self.phrases.text("Application {code}", code=opening.opening)

    def content(self) -> Widget:
        """Return the stepper at the left, what is waited for at the right."""
        opening, say, lay = self.desk.opening.current(), self.phrases.text, self.skin.layout
        if isinstance(opening, Refused):
            return Card(child=Label(label=refusal(opening, self.phrases)[0], lines=2))
        if opening is None:
            return Card(child=Label(label=say("This point is open. Nothing is to do."), lines=2))
        rows = ScrollList(
            id="opening.steps",
            items=steps(opening),
            row=self._row,
            row_px=_TALL[self.skin.layout.size],
            gap=4,
            grow=1,
            least=80,
        )
        return Split(
            left=Card(child=Stack(children=[rows]), padding=lay.dense),
            right=Stack(children=[self._now(opening), *self._verbs(opening)], gap=12),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _row(self, item: object) -> Widget:
        row = cast("StepRow", item)
        icon, tone = _SIGNS[row.state]
        is_later = row.state == "later"
        word = Label(
            label=step_word(row.key, self.phrases),
            style="row_title",
            colour="ink2" if is_later else "ink",
            cuts=True,
            grow=1,
            least=60,
        )
        date = Label(label=self._when(row), style="row_meta", colour="ink2")
        return Row(gap=12, children=[IconBox(icon=icon, tone=tone, edge_px=40), word, date])

    def _when(self, row: StepRow) -> str:
        """Return the day of a step; of the deposit what it is, and that it has come."""
        day = self.phrases.date(row.at) if row.at and row.state != "later" else ""
        deposit = self._deposit() if row.key == "deposit" else None
        if deposit is None:
            return day
        if deposit.paid_at:
            return self.phrases.text("Paid, {date}", date=self.phrases.date(deposit.paid_at))
        return self.phrases.money(deposit.minor, deposit.currency) if deposit.minor else day

    def _deposit(self) -> Deposit | None:
        found = self.desk.opening.deposit()
        return None if isinstance(found, Refused) else found

    def _waited(self, opening: Opening) -> str:
        """Return what is waited for, of a deposit the sum as well."""
        deposit = self._deposit() if opening.state is S.DEPOSIT else None
        if deposit is None or not deposit.minor:
            return stage_word(opening, self.phrases)
        owed = self.phrases.money(deposit.minor, deposit.currency)
        return self.phrases.text("Pay the deposit of {sum}; the network notes it here", sum=owed)

    def _now(self, opening: Opening) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        turn = say("Your turn") if openings.is_partners_turn(opening) else say("The network's turn")
        head = "" if opening.is_over else turn
        parts: list[Widget] = [
            Spacer(),
            Label(label=head, style="section", colour="rail_mark", align="centre"),
            Label(
                label=self._waited(opening),
                style="strong",
                colour="rail_mark",
                align="centre",
                lines=4,
            ),
        ]
        if opening.comment:
            parts.append(Label(label=opening.comment, colour="rail_text", align="centre", lines=3))
        if opening.deadline_at:
            until = say("Until {date}", date=self.phrases.date(opening.deadline_at))
            chip = Chip(label=until, icon="schedule", tone="rail")
            parts.append(Row(children=[Spacer(), chip, Spacer()]))
        parts.append(Spacer())
        return Card(fill="rail", grow=1, least=120, child=Stack(children=parts, gap=lay.dense))

    def _verbs(self, opening: Opening) -> list[Widget]:
        say, doors = self.phrases.text, self.office.doors
        found: list[Widget] = []
        if opening.state in _SHOTS:
            shots = say("Pictures of the point")
            found.append(self._way("shots", shots, "photo_camera", doors.opening_shots))
        elif opening.state is S.DRAFT and not opening.applicant:
            register = say("Register")
            found.append(self._way("register", register, "edit", doors.opening_register))
        elif opening.state in MAY_COME_FROM[OpeningSubmitted]:
            found.append(self._way("place", say("Choose the place"), "map", doors.opening_place))
        elif opening.state is S.TRIAL_DELIVERY:
            trial = say("Trial delivery")
            found.append(self._way("trial", trial, "local_shipping", doors.opening_trial))
        found += self._check(opening)
        talk = say("Messages ({n})", n=len(opening.said))
        thread = Button(id="opening.talk", label=talk, icon="edit", rank="outline",
                        do=doors.opening_talk, grow=1, least=80)  # fmt: skip
        code = Button(id="opening.code", label=say("Show the code"), icon="qr_code", bare=True,
                      rank="outline", do=self._show)  # fmt: skip
        found.append(Row(children=[thread, code], gap=8))
        if not opening.is_over:
            found.append(
                Button(id="opening.leave", label=say("Withdraw"), rank="plain", do=self._leave)
            )
        return found

    def _check(self, opening: Opening) -> list[Widget]:
        if opening.state is not S.EQUIPMENT_CHECK:
            return []
        words, door = self.phrases.text("Equipment check"), self.office.doors.opening_equipment
        return [self._way("equipment", words, "task_alt", door)]

    def _way(self, key: str, label: str, icon: str, door: Do) -> Widget:
        return Button(id=f"opening.{key}", label=label, icon=icon, rank="primary", do=door)

    def over(self) -> Widget | None:
        """Return the code for the network's people, or whether it is really withdrawn."""
        say, opening = self.phrases.text, self.desk.opening.current()
        if self.showing and isinstance(opening, Opening):
            return self._code(opening)
        if not self.leaving:
            return None
        keep = Button(id="leave.no", label=say("Go on with it"), rank="outline", do=self._leave)
        gone = Button(id="leave.yes", label=say("Withdraw"), rank="danger", do=self._withdraw)
        words = say("The network is told. It cannot be taken back.")
        return Sheet(
            id="leave",
            title=say("Withdraw this opening?"),
            child=Label(label=words, lines=3),
            actions=(keep, gone),
            close=self._leave,
        )

    def _code(self, opening: Opening) -> Widget:
        say = self.phrases.text
        words = say("The network finds your application by this code.")
        code = QrCode(id="code.qr", label=opening.opening, content=opening.opening)
        return Sheet(
            id="code",
            title=say("Application {code}", code=opening.opening),
            child=Stack(
                gap=self.skin.layout.dense,
                children=[
                    Row(children=[Spacer(), code, Spacer()]),
                    Label(label=opening.opening, style="input", align="centre"),
                    Label(label=words, colour="ink2", align="centre", lines=3),
                ],
            ),
            close=self._show,
        )

    def _show(self) -> Move:
        self.showing = not self.showing
        self.renew()
        return None

    def _leave(self) -> Move:
        self.leaving = not self.leaving
        self.renew()
        return None

    def _withdraw(self) -> Move:
        done = self.desk.opening.withdraw()
        self.leaving = False
        self.renew()
        return self.refused(done) if isinstance(done, Refused) else None
