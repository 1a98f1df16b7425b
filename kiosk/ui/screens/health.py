"""The devices and the mail: how each is, since when, and Try again."""

from functools import partial

from msgspec import Struct

from kiosk.core.refusals import Refused
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.chips import turned_away
from kiosk.ui.screens.device_words import ICONS, device_name, state_words, todo_words
from kiosk.ui.screens.framed import Framed


class _Line(Struct, frozen=True):
    device: str
    kind: str
    state: DeviceState
    what: str


class HealthScreen(Framed):
    """One line a device, and one for the mail."""

    name = "health"
    section = "menu"

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Devices and mail")

    def content(self) -> Widget:
        """Return the lines, and the question about a paper in doubt."""
        lay = self.skin.layout
        rows = ScrollList(
            id="health.list",
            items=(
                self.desk.health.mail(),
                *(_Line(d.device, d.kind, d.state, d.what) for d in self._devices()),
            ),
            key=str,
            row=self._row,
            row_px=72,
            grow=1,
            least=80,
        )
        run = Button(
            id="health.selftest",
            label=self.phrases.text("Run self-test"),
            icon="task_alt",
            rank="primary",
            do=self._selftest,
        )
        foot = Row(children=[*self._papers(), Spacer(), run], gap=lay.dense)
        return Card(child=Stack(children=[*self._doubt(), rows, foot], gap=lay.dense))

    def _devices(self) -> list[DeviceHealth]:
        """Return every device, those in trouble first."""
        well = {DeviceState.READY, DeviceState.OFF}
        return sorted(self.desk.health.devices(), key=lambda d: d.state in well)

    def _doubt(self) -> list[Widget]:
        job = self.desk.prints.uncertain()
        if job is None:
            return []
        say = self.phrases.text
        return [
            Row(
                gap=12,
                children=[
                    IconBox(icon="receipt_long", tone="warn"),
                    Label(label=say("Did the receipt print?"), style="section", grow=1, least=100),
                    Button(id="doubt.no", label=say("No"), rank="outline",
                           do=partial(self._answer, job.job_id, printed=False)),
                    Button(id="doubt.yes", label=say("Yes"), rank="outline",
                           do=partial(self._answer, job.job_id, printed=True)),
                ],
            )
        ]  # fmt: skip

    def _papers(self) -> list[Widget]:
        """Return the way to the papers that wait, while any do."""
        waiting = len(self.desk.prints.waiting())
        if not waiting:
            return []
        return [
            Button(
                id="health.papers",
                label=self.phrases.count("{n} paper waits", "{n} papers wait", waiting),
                icon="print",
                rank="outline",
                do=self.office.doors.waiting_papers,
            )
        ]

    def _answer(self, job: str, *, printed: bool) -> Move:
        refused = self.desk.prints.answer(job, printed=printed)
        self.renew()
        return self.refused(refused) if refused else None

    def _row(self, item: object) -> Widget:
        if isinstance(item, _Line):
            return self._device(item)
        return self._mail()

    def _device(self, device: _Line) -> Widget:
        say = self.phrases.text
        well = device.state is DeviceState.READY
        again = Button(
            id=f"health.retry.{device.device}",
            label=say("Try it again"),
            rank="outline",
            do=partial(self._retry, device.device),
        )
        closer = Button(
            id=f"health.open.{device.device}",
            label=say("Look closer"),
            icon="chevron_right",
            rank="plain",
            bare=True,
            do=partial(self._open, device.device),
        )
        return self._line(
            device.kind,
            device_name(device.device, device.kind, self.desk, self.phrases),
            todo_words(device.what, self.phrases),
            Chip(label=state_words(device.state, self.phrases), tone="ok" if well else "warn"),
            *(() if well else (again,)),
            closer,
        )

    def _mail(self) -> Widget:
        say, mail = self.phrases.text, self.desk.health.mail()
        waiting = self.phrases.count("{n} event waits", "{n} events wait", mail.unsent)
        last = mail.last_mail_at
        heard = say("last heard of it at {time}", time=self.phrases.time(last)) if last else ""
        chip = Chip(label=say("No network"), tone="warn")
        if mail.outdated:
            chip = Chip(label=say("Update needed"), tone="warn")
            heard = say("The network's news wait until this box is updated")
        elif mail.linked and mail.certificate_days is not None:
            chip = Chip(label=say("Certificate: {n} d", n=mail.certificate_days), tone="warn")
            heard = say("It could not be renewed: tell the technician")
        elif mail.linked:
            chip = Chip(label=say("Connected"), tone="ok")
        elif mail.blocked:
            away = turned_away(mail.blocked)
            chip, heard = Chip(label=say(away.chip), tone=away.tone), say(away.what)
        detail = " · ".join(part for part in (waiting, heard) if part)
        return self._line("mail", say("Mail to the central"), detail, chip)

    def _line(self, kind: str, name: str, detail: str, *end: Widget) -> Widget:
        words: list[Widget] = [Label(label=name, style="row_title", cuts=True)]
        if detail:
            words.append(Label(label=detail, colour="ink2", cuts=True))
        return Row(
            gap=16,
            children=[
                IconBox(icon=ICONS.get(kind, "settings"), tone="soft"),
                Stack(children=words, grow=1, least=80),
                *end,
            ],
        )

    def _retry(self, device: str) -> Move:
        self.office.retry(device)
        return Say(self.phrases.text("It is tried again"), "ok")

    def _open(self, device: str) -> Move:
        card = self.desk.checks.device(device)
        return self.refused(card) if isinstance(card, Refused) else self.office.doors.device(device)

    def _selftest(self) -> Move:
        if not self.desk.selftest.runs:
            refused = self.desk.selftest.begin()
            if refused is not None:
                return self.refused(refused)
        return self.office.doors.selftest()
