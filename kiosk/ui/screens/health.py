"""The devices and the mail: how each is, since when, and Try again."""

from functools import partial

from msgspec import Struct

from kiosk.hw.ports import DeviceState
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.chips import turned_away
from kiosk.ui.screens.framed import Framed

_ICONS = {
    "camera": "photo_camera",
    "scanner": "barcode_scanner",
    "printer": "print",
    "lights": "lightbulb",
    "shelf": "shelves",
    "mail": "cloud_done",
}


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
                *(_Line(d.device, d.kind, d.state, d.what) for d in self.desk.health.devices()),
            ),
            key=str,
            row=self._row,
            row_px=max(72, self.skin.px(88)),
            grow=1,
            least=80,
        )
        return Card(child=Stack(children=[*self._doubt(), rows], gap=lay.dense))

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
        names = {
            "camera": say("Camera"),
            "scanner": say("Scanner"),
            "printer": say("Printer"),
            "lights": say("Shelf lights"),
            "settings": say("Settings"),
            "shelf": say("Shelf node"),
            "buttons": say("Shelf buttons"),
            "buzzer": say("Buzzer"),
        }
        well = device.state is DeviceState.READY
        again = Button(
            id=f"health.retry.{device.device}",
            label=say("Try it again"),
            rank="outline",
            do=partial(self._retry, device.device),
        )
        name = names.get(device.kind, device.kind)
        alike = [d for d in self.desk.health.devices() if d.kind == device.kind]
        return self._line(
            device.kind,
            f"{name} · {device.device}" if len(alike) > 1 else name,
            self._words(device),
            Chip(label=self._state(device.state), tone="ok" if well else "warn"),
            *(() if well else (again,)),
        )

    def _state(self, state: DeviceState) -> str:
        say = self.phrases.text
        words = {
            DeviceState.OFF: say("Off"),
            DeviceState.ABSENT: say("Not connected"),
            DeviceState.OPENING: say("Starting"),
            DeviceState.READY: say("Works"),
            DeviceState.DEGRADED: say("Works in part"),
            DeviceState.FAILED: say("Does not work"),
        }
        return words[state]

    def _words(self, device: _Line) -> str:
        say = self.phrases.text
        words = {
            "paper_out": say("Put in a new roll, then close the cover"),
            "paper_low": say("Have a new roll ready"),
            "cover_open": say("Close the cover"),
            "absent": say("Check the cable and the power"),
            "lost": say("Check the cable and the power"),
            "timeout": say("It does not answer; it is started anew"),
            "black": say("Nothing can be seen: is something before it?"),
            "missing_library": say("A part of the program is missing; call the technician"),
            "misconfigured": say("Its settings are wrong; call the technician"),
            "denied": say("It may not be used; call the technician"),
            "stuck": say("A button is held down: free it"),
            "deaf": say("Switch on UDP realtime in WLED"),
            "flood": say("It sends without end; unplug it"),
        }
        return words.get(device.what, "")

    def _mail(self) -> Widget:
        say, mail = self.phrases.text, self.desk.health.mail()
        waiting = self.phrases.count("{n} event waits", "{n} events wait", mail.unsent)
        last = mail.last_mail_at
        heard = say("last heard of it at {time}", time=self.phrases.time(last)) if last else ""
        chip = Chip(label=say("No network"), tone="warn")
        if mail.linked:
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
                IconBox(icon=_ICONS.get(kind, "settings"), tone="soft"),
                Stack(children=words, grow=1, least=80),
                *end,
            ],
        )

    def _retry(self, device: str) -> Move:
        self.office.retry(device)
        return Say(self.phrases.text("It is tried again"), "ok")
