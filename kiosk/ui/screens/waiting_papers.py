"""The papers that wait for a printer: they print by themselves, receipts may be discarded."""

from collections.abc import Sequence
from functools import partial

from kiosk.core.prints import STALE_AFTER_MS, JobState, is_discardable
from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, HoldButton
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Dialog
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import PrintJob

_ICONS = {"receipt": "receipt_long"}


class WaitingPapersScreen(Framed):
    """What waits: receipts first, which alone may be discarded, then the rest; the oldest first.

    Args:
        office: the counter.
    """

    name = "waiting_papers"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.asked_about: tuple[str, ...] = ()

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Papers that wait")

    def left(self) -> None:
        """Close the question."""
        self.asked_about = ()

    def content(self) -> Widget:
        """Return how many there are, each of them, and the two ways on."""
        say, lay = self.phrases.text, self.skin.layout
        jobs = sorted(self.desk.prints.waiting(), key=lambda job: job.kind != "receipt")
        if not jobs:
            words = Label(label=say("Nothing waits for a printer."), style="section")
            return Card(child=Stack(children=[words, Spacer()]))
        head = Stack(
            children=[
                Label(
                    label=self.phrases.count("{n} paper waits", "{n} papers wait", len(jobs)),
                    style="section",
                ),
                Label(
                    label=say("They print by themselves as soon as the printer can."),
                    colour="ink2",
                    lines=2,
                ),
            ]
        )
        rows = ScrollList(
            id="papers.list",
            items=jobs,
            row=self._row,
            row_px=72,
            grow=1,
            least=80,
        )
        later = Button(id="papers.later", label=say("Print later"), icon="schedule",
                       rank="primary", do=Back)  # fmt: skip
        foot = Row(children=[*self._all(_receipts(jobs)), Spacer(), later], gap=lay.gap)
        return Card(child=Stack(children=[head, rows, foot], gap=lay.dense))

    def _all(self, receipts: tuple[str, ...]) -> list[Widget]:
        if not receipts or not self.desk.counter.may(Right.ISSUE):
            return []
        words = self.phrases.count("Discard {n} receipt", "Discard {n} receipts", len(receipts))
        return [
            Button(
                id="papers.discard",
                label=words,
                icon="print_disabled",
                rank="danger",
                do=partial(self._ask, receipts),
            )
        ]

    def _row(self, item: object) -> Widget:
        job: PrintJob = item  # type: ignore[assignment]
        words = Stack(
            children=[
                Label(label=paper_word(job.kind, self.phrases), style="row_title", cuts=True),
                Label(label=self._since(job), colour="ink2", cuts=True),
            ],
            grow=1,
            least=80,
        )
        icon = IconBox(icon=_ICONS.get(job.kind, "print"), tone="soft")
        return Row(gap=16, children=[icon, words, *self._one(job)])

    def _since(self, job: PrintJob) -> str:
        say, time = self.phrases.text, self.phrases.time
        if job.state == JobState.SENDING:
            return say("It is being printed")
        since = say("Since {time}", time=time(job.created_at))
        if job.kind != "receipt":
            return since
        until = say("dropped by itself at {time}", time=time(job.created_at + STALE_AFTER_MS))
        return f"{since} · {until}"

    def _one(self, job: PrintJob) -> list[Widget]:
        may = self.desk.counter.may(Right.ISSUE)
        if not may or not is_discardable(job.kind, job.state):
            return []
        return [
            Button(
                id=f"papers.discard.{job.job_id}",
                label=self.phrases.text("Do not print"),
                rank="outline",
                do=partial(self._ask, (job.job_id,)),
            )
        ]

    def over(self) -> Widget | None:
        """Return the question before receipts are thrown away: it says what is lost."""
        if not self.asked_about:
            return None
        say, n = self.phrases.text, len(self.asked_about)
        return Dialog(
            id="papers.ask",
            title=self.phrases.count("Discard {n} receipt?", "Discard {n} receipts?", n),
            words=say(
                "The customer's paper is lost. What was handed over and paid stays as it is."
                " A copy can be printed from the parcel's card."
            ),
            actions=(
                Button(id="papers.keep", label=say("Print later"), do=self._shut),
                HoldButton(
                    id="papers.yes",
                    label=say("Hold to discard"),
                    rank="danger",
                    do=self._discard,
                ),
            ),
        )

    def _ask(self, jobs: tuple[str, ...]) -> Move:
        self.asked_about = jobs
        self.renew()
        return None

    def _shut(self) -> Move:
        return self._ask(())

    def _discard(self) -> Move:
        done = self.desk.receipts.discard(self.asked_about)
        self._shut()
        if isinstance(done, Refused):
            return self.refused(done)
        words = self.phrases.count("{n} receipt discarded", "{n} receipts discarded", done)
        return Say(words, "ok")


def _receipts(jobs: Sequence[PrintJob]) -> tuple[str, ...]:
    return tuple(job.job_id for job in jobs if is_discardable(job.kind, job.state))


def paper_word(kind: str, phrases: Phrases) -> str:
    """Return what kind of paper it is, as people say it."""
    say = phrases.text
    words = {
        "receipt": say("Receipt"),
        "act": say("Act"),
        "label": say("Label"),
        "card": say("Card or badge"),
        "ticket": say("Number in line"),
    }
    return words.get(kind, say("Slip"))
