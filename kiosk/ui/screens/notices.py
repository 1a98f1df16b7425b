"""Notices: what asks for something first, each leading to its screen; seen ones turn grey."""

from functools import partial

from kiosk.core.notice_words import Level
from kiosk.hw.ports import Signal, Tick
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, Tabs, Tile
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.notice_words import ICONS, NoticeWords, way_of
from kiosk.ui.screens.office import Office
from kiosk.workflows.notices import Told

ALL = "all"


class NoticesScreen(Framed):
    """The list of notices.

    Args:
        office: the counter.
    """

    name = "notices"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.filter = ALL
        self._told: tuple[Told, ...] = ()  # as it was looked at last

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Notices")

    def content(self) -> Widget:
        """Return the filters, the list, and the way to have seen all of it."""
        lay, say = self.skin.layout, self.phrases.text
        told = self.desk.notices.told()
        shown = [one for one in told if self.filter in {ALL, one.notice.level}]
        rows = ScrollList(
            id="notices.list",
            items=shown,
            key=lambda one: one.notice.key,  # type: ignore[attr-defined]
            row=self._row,
            row_px=max(72, self.skin.px(80)),
            empty=say("Nothing waits. Notices come and go by themselves."),
            grow=1,
            least=80,
        )
        head: list[Widget] = [self._tabs(told), Spacer()]
        if any(not one.is_read for one in shown):
            head.append(
                Button(id="notices.seen", label=say("All seen"), icon="check", rank="outline",
                       do=self._seen)
            )  # fmt: skip
        return Card(child=Stack(children=[Row(children=head, gap=8), rows], gap=lay.dense))

    def _tabs(self, told: tuple[Told, ...]) -> Widget:
        acts = sum(one.notice.level is Level.ACT for one in told)
        say, number = self.phrases.text, self.phrases.number
        names = (
            (ALL, say("All"), len(told)),
            (Level.ACT.value, say("To do"), acts),
            (Level.INFO.value, say("To know"), len(told) - acts),
        )
        choices = tuple((key, f"{name} · {number(n)}") for key, name, n in names)
        return Tabs(id="notices.filter", choices=choices, chosen=self.filter, pick=self._pick)

    def _row(self, item: object) -> Widget:
        told: Told = item  # type: ignore[assignment]
        notice, acts = told.notice, told.notice.level is Level.ACT
        words = NoticeWords(self.office, self.phrases).of(notice)
        ink = "ink2" if told.is_read else "ink"
        lines: list[Widget] = [Label(label=words.title, style="row_title", colour=ink, cuts=True)]
        if words.detail:
            lines.append(Label(label=words.detail, colour="ink2", cuts=True))
        tone = "plain" if told.is_read else "warn" if acts else "soft"
        chips = [] if told.is_read else [Chip(label=self.phrases.text("New"), tone=tone)]
        return Tile(
            id=f"notice.{notice.kind.value}.{notice.subject}",
            label=words.title,
            padding=8,
            shadow=False,
            do=partial(self._open, told),
            child=Row(
                gap=16,
                children=[
                    IconBox(icon=ICONS[notice.kind], tone=tone, edge_px=52),
                    Stack(grow=1, least=80, children=lines),
                    *chips,
                ],
            ),
        )

    def _pick(self, key: str) -> Move:
        self.filter = key
        self.renew()
        return None

    def _open(self, told: Told) -> Move:
        refused = self.desk.notices.read(told.notice.kind, told.notice.subject)
        self.renew()
        way = way_of(told.notice, self.office)
        if way is not None:  # also on a disk that takes no writes
            return way()
        return self.refused(refused) if refused else Say(self.phrases.text("Seen"), "ok")

    def on(self, signal: Signal) -> Move:
        """Show what has come and gone: notices are made anew a moment after their cause."""
        if isinstance(signal, Tick) and (told := self.desk.notices.told()) != self._told:
            self._told = told
            self.renew()
        return super().on(signal)

    def _seen(self) -> Move:
        level = None if self.filter == ALL else Level(self.filter)
        refused = self.desk.notices.read_all(level)
        self.renew()
        return self.refused(refused) if refused else None
