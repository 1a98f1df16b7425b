"""The equipment check of an opening: everything is tried in turn, and the network is told."""

from functools import partial
from typing import cast

from msgspec import Struct

from kiosk.core import openings
from kiosk.core.opening_words import CheckKind
from kiosk.core.refusals import Refused
from kiosk.hw.ports import Signal, Tick
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.equipment_words import TONES, found_words, line_icon, line_name, mark_word
from kiosk.ui.screens.framed import Framed
from kiosk.workflows import equipment
from kiosk.workflows.equipment import EquipmentLine, Mark

_OPEN = {Mark.WAITS, Mark.RUNS}
_AGAIN = {Mark.FAILED, Mark.SKIPPED}


class Shown(Struct, frozen=True):
    """A row: its line, and whether its buttons are there; rows of equal values draw the same."""

    line: EquipmentLine
    has_buttons: bool


class OpeningEquipmentScreen(Framed):
    """Runs the self-test, shows what it found as the network asks it, and sends that.

    It goes on by the clock's ticks; whoever leaves the screen finds it further on.
    """

    name = "opening_equipment"
    section = "menu"

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Equipment check")

    def content(self) -> Widget:
        """Return what is needed, the lines, and the verbs."""
        say, lay, lines = self.phrases.text, self.skin.layout, self.lines()
        rows = ScrollList(
            id="equipment.list",
            items=[Shown(line, not self.desk.selftest.runs) for line in lines],
            key=_key,
            row=self._row,
            row_px=self.skin.px(72),
            empty=say("Each reader, lamp and button is tried, and a test slip is printed."),
            grow=1,
            least=80,
        )
        need = say("Needed for the launch: one reader, the link, {n} % of the lamps",
                   n=openings.LIGHTS_PERCENT)  # fmt: skip
        head: list[Widget] = [Label(label=need, style="row_meta", colour="ink2", lines=2)]
        if lines:
            done = sum(line.mark not in _OPEN for line in lines)
            bar = [Progress(done=done, of=len(lines))] if self.desk.selftest.runs else []
            head = [Label(label=self._head(lines, done), style="section", lines=2), *bar, *head]
        foot = Row(gap=12, children=[Spacer(), *self._verbs(lines)])
        return Card(child=Stack(children=[*head, rows, foot], gap=lay.dense))

    def lines(self) -> tuple[EquipmentLine, ...]:
        """Return the check; a self-test from before this stage does not count."""
        opening, test = self.desk.opening.current(), self.desk.selftest
        if opening is None or isinstance(opening, Refused):
            return ()
        if test.ended_at is not None and test.ended_at < opening.changed_at:
            return ()
        clock = self.desk.counter.clock().clock
        return equipment.lines(test.lines(), self.desk.lampmaps.chains(), clock)

    def _head(self, lines: tuple[EquipmentLine, ...], done: int) -> str:
        say, ended_at = self.phrases.text, self.desk.selftest.ended_at
        if ended_at is None:
            return say("{n} of {m} tried", n=done, m=len(lines))
        time = self.phrases.time(ended_at)
        if not openings.passes(equipment.told(lines)):
            return say("At {time}: not ready yet", time=time)
        if any(line.mark in _AGAIN for line in lines):
            return say("At {time}: enough for the launch, not all passed", time=time)
        return say("At {time}: ready", time=time)

    def _verbs(self, lines: tuple[EquipmentLine, ...]) -> list[Button]:
        say = self.phrases.text
        if self.desk.selftest.runs:
            return [Button(id="equipment.cancel", label=say("Cancel"), rank="outline",
                           do=self._cancel)]  # fmt: skip
        if not lines:
            return [Button(id="equipment.run", label=say("Begin the check"), icon="task_alt",
                           rank="primary", do=self._run)]  # fmt: skip
        return [
            Button(id="equipment.run", label=say("Check everything again"), rank="outline",
                   do=self._run),
            Button(id="equipment.send", label=say("Send to the network"), icon="arrow_forward",
                   rank="primary", do=self._send),
        ]  # fmt: skip

    def _row(self, item: object) -> Widget:
        shown = cast("Shown", item)
        line = shown.line
        name = line_name(line, self.desk, self.phrases)
        words: list[Widget] = [Label(label=name, style="row_title", cuts=True)]
        found = found_words(line, self.phrases)
        if found:
            words.append(Label(label=found, colour="ink2", cuts=True))
        is_lacking = line.mark is Mark.NOT_THERE and line.kind is CheckKind.READER
        chip = Chip(
            label=mark_word(line.mark, self.phrases),
            tone="bad" if is_lacking else TONES[line.mark],
        )
        icon = IconBox(icon=line_icon(line), tone="soft")
        parts = [icon, Stack(children=words, grow=1, least=80), chip]
        if shown.has_buttons:
            parts += self._hands(line, name)
        return Row(gap=12, children=parts)

    def _hands(self, line: EquipmentLine, name: str) -> list[Widget]:
        """Return what may be done about one line: look at its lamps, or try it again."""
        say, chain = self.phrases.text, line.chain
        if line.test is None:
            return []
        found: list[Widget] = []
        if chain is not None and not chain.is_far:
            mark = say("Mark dark lamps: {what}", what=name)
            see = partial(self.office.doors.light_map, chain.name, walking=True)
            found.append(Button(id=f"equipment.{chain.name}.lamps", label=mark, icon="lightbulb",
                                bare=True, rank="outline", do=see))  # fmt: skip
        if line.mark in _AGAIN:
            again = say("Try again: {what}", what=name)
            found.append(Button(id=f"equipment.{line.test.device}.again", label=again, icon="sync",
                                bare=True, rank="outline",
                                do=partial(self._again, line.test.device)))  # fmt: skip
        return found

    def on(self, signal: Signal) -> Move:
        """Show how far it is with each tick."""
        if isinstance(signal, Tick):
            self.renew()
        return super().on(signal)

    def _run(self) -> Move:
        return self._after(self.desk.selftest.begin())

    def _again(self, device: str) -> Move:
        return self._after(self.desk.selftest.again(device))

    def _after(self, refused: Refused | None) -> Move:
        self.renew()
        return self.refused(refused) if refused else None

    def _cancel(self) -> Move:
        self.desk.selftest.cancel()
        self.renew()
        return None

    def _send(self) -> Move:
        sent = self.desk.opening.check(equipment.told(self.lines()))
        self.renew()
        if isinstance(sent, Refused):
            return self.refused(sent)
        return Say(self.phrases.text("The network knows that the equipment works"), "ok",
                   after=Back())  # fmt: skip


def _key(item: object) -> tuple[str, str]:
    line = cast("Shown", item).line
    return (line.kind.value, line.name)
