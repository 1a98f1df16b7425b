"""The trial delivery of an opening: how far its parcels are, what went wrong, and the ways on."""

from typing import cast

from kiosk.core.opening_words import OpeningStage
from kiosk.core.openings import Opening
from kiosk.core.refusals import Refused
from kiosk.core.trials import Trial, Wrong
from kiosk.core.words import DeliveryState
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.opening_words import fault_of_trial
from kiosk.ui.sentences import refusal


class OpeningTrialScreen(Framed):
    """How far the trial is; the work itself is done on the real screens.

    Args:
        office: the counter.
    """

    name = "opening_trial"
    section = "menu"

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Trial delivery")

    def subtitle(self) -> str:
        """Return which delivery it is."""
        trial = self.desk.opening.trial()
        if isinstance(trial, Refused) or not trial.delivery:
            return ""
        return self.phrases.text("Delivery {id}", id=trial.delivery)

    def content(self) -> Widget:
        """Return the counts at the left, what comes next and the ways to it at the right."""
        trial, lay = self.desk.opening.trial(), self.skin.layout
        if isinstance(trial, Refused):
            return Card(child=Label(label=refusal(trial, self.phrases)[0], lines=2))
        return Split(
            left=Card(child=Stack(children=[*self._counts(trial), *self._wrong(trial)], gap=16)),
            right=Stack(children=[self._next(trial), *self._verbs(trial)], gap=12),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _counts(self, trial: Trial) -> list[Widget]:
        say = self.phrases.text
        of = max(trial.parcels, trial.wanted)
        return [
            self._count(say("Taken in"), "inventory_2", trial.accepted, of),
            self._count(say("Stored"), "shelves", trial.placed, of),
            self._count(say("Issued"), "check", trial.issued, of),
        ]

    def _count(self, word: str, icon: str, done: int, of: int) -> Widget:
        count = self.phrases.text("{n} of {m}", n=done, m=of)
        head = Row(
            children=[
                Label(label=word, style="row_title", cuts=True, grow=1, least=60),
                Label(label=count, style="row_title"),
            ]
        )
        bar = Progress(done=done, of=of)
        box = IconBox(icon=icon, tone="ok" if done >= of else "soft")
        return Row(gap=16, children=[box, Stack(grow=1, least=60, gap=8, children=[head, bar])])

    def _wrong(self, trial: Trial) -> list[Widget]:
        if not trial.wrong:
            return [Spacer()]
        title = self.phrases.count("{n} went wrong", "{n} went wrong", len(trial.wrong))
        rows = ScrollList(
            id="trial.wrong",
            items=trial.wrong,
            row=self._row,
            row_px=self.skin.px(56),
            grow=1,
            least=56,
        )
        return [Label(label=title, style="section", colour="bad"), rows]

    def _row(self, item: object) -> Widget:
        one = cast("Wrong", item)
        return Row(
            gap=12,
            children=[
                IconBox(icon="error", tone="bad", edge_px=40),
                Label(label=one.parcel, style="row_title", cuts=True, grow=1, least=60),
                Label(label=fault_of_trial(one.fault, self.phrases), colour="bad", cuts=True),
            ],
        )

    def _next(self, trial: Trial) -> Widget:
        words = Label(
            label=self._what_next(trial), style="strong", colour="rail_mark",
            align="centre", lines=5,
        )  # fmt: skip
        return Card(
            fill="rail", grow=1, least=100, child=Stack(children=[Spacer(), words, Spacer()])
        )

    def _what_next(self, trial: Trial) -> str:
        say, opening = self.phrases.text, self._opening()
        if opening and opening.trial_errors == 0:
            return say("The trial went well; the network launches the point")
        if not trial.delivery:
            return say("The network sends a delivery for the trial")
        if trial.parcels < trial.wanted:
            return say("The delivery is smaller than the network wants. Write to the network.")
        if trial.is_through:
            return self._verdict(trial, told=bool(opening and opening.trial_errors))
        if trial.state is DeliveryState.CLOSED:
            return say("Issue every parcel to the customer of the trial")
        return say("Accept and store every parcel, then close the delivery")

    def _verdict(self, trial: Trial, *, told: bool) -> str:
        say = self.phrases.text
        if not trial.wrong:
            return say("All went well. Tell the network.")
        if told:
            return say("The network knows, and sends another delivery")
        return say("Something went wrong. Tell the network; it sends another delivery.")

    def _verbs(self, trial: Trial) -> list[Widget]:
        opening, say, doors = self._opening(), self.phrases.text, self.office.doors
        if opening is None or opening.trial_errors == 0:
            return []
        is_closed = trial.state is DeliveryState.CLOSED
        is_next = trial.parcels >= trial.wanted and not trial.is_through
        accept = Button(
            id="trial.accept", label=say("Accept"), icon="local_shipping", do=doors.deliveries,
            rank="primary" if is_next and not is_closed else "outline",
        )  # fmt: skip
        issue = Button(
            id="trial.issue", label=say("Issue"), icon="person", do=doors.home,
            rank="primary" if is_next and is_closed else "outline",
        )  # fmt: skip
        tell = Button(
            id="trial.tell", label=say("Tell the network"), icon="arrow_forward", do=self._tell,
            rank="primary" if trial.is_through else "outline",
            enabled=trial.is_through, reason=say("Not every parcel is through"),
        )  # fmt: skip
        return [accept, issue, tell]

    def _opening(self) -> Opening | None:
        found = self.desk.opening.current()
        is_tried = isinstance(found, Opening) and found.state is OpeningStage.TRIAL_DELIVERY
        return found if is_tried and isinstance(found, Opening) else None

    def _tell(self) -> Move:
        told = self.desk.opening.complete_trial()
        self.renew()
        if isinstance(told, Refused):
            return self.refused(told)
        return Say(self.phrases.text("The network is told of the trial"), "ok", after=Back())
