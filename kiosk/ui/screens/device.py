"""One device: how it is, since when, what to do, and its test, while everything else goes on."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.core.codes import Code, CodeKind
from kiosk.core.prints import JobState
from kiosk.core.refusals import Refused
from kiosk.hw.ports import DeviceState, Scan
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.eye import CameraView
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label, Line
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.device_lamps import lamp_test
from kiosk.ui.screens.device_speech import speech_test
from kiosk.ui.screens.device_words import (
    ICONS,
    device_name,
    fact_lines,
    state_words,
    todo_words,
)
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal
from kiosk.workflows.views import DeviceCard

_WAITING = {JobState.QUEUED, JobState.SENDING}
_MOST_FACTS = 6


class _Heard(Struct, frozen=True):
    """What came from the device while its screen was open: what it was, when, how many so far."""

    what: str
    at: int
    count: int


class DeviceScreen(Framed):
    """A device of the health screen.

    Args:
        office: the counter.
        device: its name in kiosk.toml.
    """

    name = "device"
    section = "menu"

    def __init__(self, office: Office, device: str) -> None:
        super().__init__(office)
        self.device = self.tries = device
        self.heard: _Heard | None = None
        self.job = ""

    @property
    def kind(self) -> str:
        """The kind of the device, empty when it has gone from the settings."""
        found = (d.kind for d in self.desk.health.devices() if d.device == self.device)
        return next(found, "")

    def title(self) -> str:
        """Return which device."""
        return device_name(self.device, self.kind, self.desk, self.phrases)

    def content(self) -> Widget:
        """Return how it is at the left, its test at the right."""
        card, lay = self.desk.checks.device(self.device), self.skin.layout
        if isinstance(card, Refused):
            what, step = refusal(card, self.phrases)
            words = [Label(label=what, style="section", lines=2), Label(label=step, lines=2)]
            return Card(child=Stack(children=[*words, Spacer()], gap=lay.dense))
        return Split(
            left=self._standing(card),
            right=self._test(),
            right_wide=lay.right["home"],
            gap=lay.gap,
        )

    # -- how it is -------------------------------------------------------------------------------

    def _standing(self, card: DeviceCard) -> Widget:
        say, lay, health = self.phrases.text, self.skin.layout, card.health
        well = health.state is DeviceState.READY
        since = say("Since {time}, {day}", time=self.phrases.time(card.since),
                    day=self.phrases.day(card.since))  # fmt: skip
        state = state_words(health.state, self.phrases)
        head = Row(
            gap=16,
            children=[
                IconBox(icon=ICONS.get(health.kind, "settings"), tone="soft"),
                Stack(
                    children=[
                        Label(label=state, style="section"),
                        Label(label=since, colour="ink2", cuts=True),
                    ],
                    grow=1,
                    least=80,
                ),
                Chip(label=say("In order") if well else say("Look at it"),
                     tone="ok" if well else "warn"),
            ],
        )  # fmt: skip
        again = Button(
            id="device.retry",
            label=say("Try it again"),
            icon="sync",
            rank="outline",
            do=self._retry,
        )
        body = [head, *self._trouble(card), Line(), *self._facts(card), Spacer()]
        foot = Row(children=[again, Spacer(), *self._papers(card)], gap=lay.dense)
        return Card(child=Stack(children=[*body, foot], gap=lay.dense))

    def _papers(self, card: DeviceCard) -> list[Widget]:
        waiting = len(self.desk.prints.waiting()) if card.health.kind == "printer" else 0
        if not waiting:
            return []
        words = self.phrases.count("{n} paper waits", "{n} papers wait", waiting)
        return [
            Button(
                id="device.papers",
                label=words,
                icon="chevron_right",
                rank="outline",
                do=self.office.doors.waiting_papers,
            )
        ]

    def _trouble(self, card: DeviceCard) -> list[Widget]:
        if card.health.state is DeviceState.READY:
            return []
        todo = todo_words(card.health.what, self.phrases)
        words: list[Widget] = [Label(label=todo, style="row_title", lines=2)] if todo else []
        if card.health.detail:  # for the technician, as the log has it
            words.append(Label(label=card.health.detail, style="caption", colour="ink2", lines=2,
                               cuts=True))  # fmt: skip
        return words

    def _facts(self, card: DeviceCard) -> list[Widget]:
        lines = list(fact_lines(card.health.facts, self.phrases))[:_MOST_FACTS]
        if not lines:
            say = self.phrases.text
            return [Label(label=say("It has told nothing of itself yet."), colour="ink2", lines=2)]
        return [
            Row(
                gap=16,
                children=[
                    Label(label=name, colour="ink2", grow=1, least=80, cuts=True),
                    Label(label=value, style="strong", cuts=True),
                ],
            )
            for name, value in lines
        ]

    def _retry(self) -> Move:
        self.office.retry(self.device)
        return Say(self.phrases.text("It is tried again"), "ok")

    # -- its test --------------------------------------------------------------------------------

    def _test(self) -> Widget:
        match self.kind:
            case "camera":
                return self._camera()
            case "printer":
                body = self._printer()
            case "lights":
                body = lamp_test(self, self.device)
            case "shelf" | "buzzer":
                body = self._sounder()
            case "speech":
                body = speech_test(self)
            case "scanner" | "door" | "buttons":
                body = self._listener()
            case _:
                words = self.phrases.text(
                    "There is nothing to try here; the faults say what to do."
                )
                body = [Label(label=words, colour="ink2", lines=4), Spacer()]
        title = Label(label=self.phrases.text("Test"), style="section")
        return Card(child=Stack(children=[title, *body], gap=self.skin.layout.dense))

    def _camera(self) -> Widget:
        say = self.phrases.text
        cameras = [d for d in self.desk.health.devices() if d.device == self.device]
        lost = cameras[0].state in {DeviceState.ABSENT, DeviceState.FAILED} if cameras else True
        view = CameraView(
            id="device.camera",
            newest=self.office.preview,
            prompt=say("Show any code, it is only read here"),
            lost=say("The camera does not answer.") if lost else "",
            state=say("Camera"),
            grow=1,
            least=160,
        )
        return Stack(children=[view, Card(child=Stack(children=self._last()))], gap=12)

    def _last(self) -> list[Widget]:
        """Return what came last from the device, large enough to be seen at an arm's length."""
        say = self.phrases.text
        if self.heard is None:
            return [Label(label=say("Nothing has come yet."), colour="ink2", lines=2)]
        when = say("at {time}", time=self.phrases.time(self.heard.at))
        count = self.phrases.count("{n} so far", "{n} so far", self.heard.count)
        return [
            Label(
                label=self.heard.what, style="section", icon="check_circle", colour="ok", lines=2
            ),
            Label(label=f"{when} · {count}", colour="ink2"),
        ]

    def _listener(self) -> list[Widget]:
        say = self.phrases.text
        words = (
            say("Scan any code with it. It is only read here, nothing is done.")
            if self.kind != "buttons"
            else say("Press any button at the shelves. It is only shown here.")
        )
        return [Label(label=words, colour="ink2", lines=4), *self._last(), Spacer()]

    def _sounder(self) -> list[Widget]:
        say = self.phrases.text
        words = (
            say("The tone is played at the shelf, by the node's buzzer.")
            if self.kind == "shelf"
            else say("The buzzer plays the tone of a good scan.")
        )
        play = Button(id="device.sound", label=say("Let it sound"), icon="volume_up",
                      rank="primary", do=self._sound)  # fmt: skip
        return [Label(label=words, colour="ink2", lines=4), Spacer(), play]

    def _sound(self) -> Move:
        refused = self.desk.checks.sound(self.device)
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("It should have sounded"), "ok")

    def _printer(self) -> list[Widget]:
        say = self.phrases.text
        job = self.desk.prints.job(self.job) if self.job else None
        waits = job is not None and job.state in _WAITING
        how = slip_words(job.state, job.detail, self.phrases) if job else ""
        slip = Button(
            id="device.slip",
            label=say("Print a test slip"),
            icon="print",
            rank="primary",
            enabled=not waits,
            reason=say("A test slip waits for the printer") if waits else "",
            do=self._slip,
        )
        words = say("Look at the slip: both edges of the lines and every letter must be there.")
        return [
            Label(label=words, colour="ink2", lines=4),
            Label(label=how, style="row_title", lines=3),
            Spacer(),
            slip,
        ]

    def _slip(self) -> Move:
        job = self.desk.prints.test_slip(self.device)
        self.renew()
        if isinstance(job, Refused):
            return self.refused(job)
        self.job = job
        return None

    # -- what comes from the device --------------------------------------------------------------

    def scanned(self, scan: Scan) -> Move:
        """Only read what this device reads; what others read means what it always means."""
        if scan.source != self.device or self.kind not in {"scanner", "door", "camera"}:
            return super().scanned(scan)
        code = self.desk.find.read(scan.text, scan.symbology.value)
        what = code_word(code, self.phrases)
        self._hear(what)
        if code.kind is CodeKind.COMMAND:
            return self.coded(code, scan.source)  # also a test, but the person means the button
        return Say(self.phrases.text("It works"), "ok", step=what)

    def pressed(self, button: str) -> Move:
        """Show which button it was, on the screen of the buttons."""
        if self.kind != "buttons":
            return super().pressed(button)
        self._hear(self.phrases.text("Button {button}", button=button))
        return Say(self.phrases.text("It works"), "ok", step=self.heard.what if self.heard else "")

    def _hear(self, what: str) -> None:
        count = self.heard.count + 1 if self.heard else 1
        self.heard = _Heard(what, self.office.wall(), count)
        self.renew()

    def cards(self) -> Mapping[str, str]:
        """No card presses anything of its own here."""
        return {}


def code_word(code: Code, phrases: Phrases) -> str:
    """Return what kind of code it is; never what it says."""
    say = phrases.text
    words = {
        CodeKind.COMMAND: say("A command card"),
        CodeKind.CELL: say("A cell's label"),
        CodeKind.BADGE: say("A badge"),
        CodeKind.PARCEL: say("A parcel's code"),
        CodeKind.BOX: say("A box's label"),
        CodeKind.PICKUP: say("A pickup code"),
        CodeKind.ORDER: say("An order's code"),
        CodeKind.RETURN: say("A return's code"),
        CodeKind.DELIVERY: say("A delivery's code"),
        CodeKind.RECEIPT: say("A receipt"),
        CodeKind.UNKNOWN: say("A code of somebody else"),
    }
    return words.get(code.kind, say("A code of goods"))


def slip_words(state: str, detail: str, phrases: Phrases) -> str:
    """Return how a test slip stands."""
    say = phrases.text
    match state:
        case JobState.SENT if detail == "unproved":
            return say("All was sent. Did it come out? This printer cannot tell.")
        case JobState.SENT:
            return say("The slip was printed, and the printer proved it.")
        case JobState.UNCERTAIN:
            return say("Nobody knows whether it was printed. Look at the printer.")
        case JobState.FAILED | JobState.DISCARDED:
            return say("The slip was not printed.")
        case _:
            return say("The slip waits for the printer.")
