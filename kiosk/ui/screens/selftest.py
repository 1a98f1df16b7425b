"""The self-test as it goes: one line a device, counted; the result stays."""

from kiosk.hw.ports import Signal, Tick
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.device_words import ICONS, device_name
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.selftest_words import found_words, verdict_word
from kiosk.workflows.selftest import CheckLine, Verdict

_TONES = {Verdict.OK: "ok", Verdict.WARN: "warn", Verdict.FAIL: "bad"}
_OPEN = {Verdict.WAITS, Verdict.RUNS}


class SelfTestScreen(Framed):
    """What the self-test found so far."""

    name = "selftest"
    section = "menu"

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Self-test")

    def content(self) -> Widget:
        """Return the count, the lines and the button."""
        lay, say = self.skin.layout, self.phrases.text
        lines = self.desk.selftest.lines()
        done = sum(line.verdict not in _OPEN for line in lines)
        rows = ScrollList(
            id="selftest.list",
            items=lines,
            key=lambda line: line.device,  # type: ignore[attr-defined]
            row=self._row,
            row_px=64,
            empty=say("No self-test was run yet."),
            grow=1,
            least=80,
        )
        head = Row(
            children=[Label(label=self._head(done, lines), style="section", grow=1, cuts=True)]
        )
        tried = sum(line.verdict not in {*_OPEN, Verdict.SKIPPED} for line in lines)
        bar = Progress(done=tried, of=max(1, len(lines)))
        foot = Row(children=[Spacer(), self._button()])
        top = [head, bar] if lines else []
        return Card(child=Stack(children=[*top, rows, foot], gap=lay.dense))

    def _head(self, done: int, lines: tuple[CheckLine, ...]) -> str:
        say, ended_at = self.phrases.text, self.desk.selftest.ended_at
        if ended_at is None:
            return say("{n} of {m} tried", n=done, m=len(lines))
        ill = sum(line.verdict in {Verdict.WARN, Verdict.FAIL} for line in lines)
        when = self.phrases.time(ended_at)
        left_out = sum(line.verdict is Verdict.SKIPPED for line in lines)
        if not ill and left_out:
            return self.phrases.count(
                "At {time}: {n} device not tried", "At {time}: {n} devices not tried", left_out,
                time=when,
            )  # fmt: skip
        if not ill:
            return say("At {time}: nothing to do", time=when)
        return self.phrases.count(
            "At {time}: {n} device to look at", "At {time}: {n} devices to look at", ill, time=when
        )

    def _button(self) -> Button:
        say = self.phrases.text
        if self.desk.selftest.runs:
            return Button(id="selftest.cancel", label=say("Cancel"), rank="outline",
                          do=self._cancel)  # fmt: skip
        return Button(id="selftest.run", label=say("Run self-test"), icon="task_alt",
                      rank="primary", do=self._run)  # fmt: skip

    def _row(self, item: object) -> Widget:
        line: CheckLine = item  # type: ignore[assignment]
        name = device_name(line.device, line.kind, self.desk, self.phrases)
        words: list[Widget] = [Label(label=name, style="row_title", cuts=True)]
        found = found_words(line, self.phrases)
        if found:
            words.append(Label(label=found, colour="ink2", cuts=True))
        return Row(
            gap=16,
            children=[
                IconBox(icon=ICONS.get(line.kind, "settings"), tone="soft"),
                Stack(children=words, grow=1, least=80),
                Chip(
                    label=verdict_word(line.verdict, self.phrases),
                    tone=_TONES.get(line.verdict, "plain"),
                ),
            ],
        )

    def on(self, signal: Signal) -> Move:
        """Show how far it is with each tick."""
        if isinstance(signal, Tick):
            self.renew()
        return super().on(signal)

    def _run(self) -> Move:
        refused = self.desk.selftest.begin()
        self.renew()
        return self.refused(refused) if refused else None

    def _cancel(self) -> Move:
        self.desk.selftest.cancel()
        self.renew()
        return None
