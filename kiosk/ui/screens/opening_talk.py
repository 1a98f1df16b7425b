"""What partner and network say to each other about an opening."""

from typing import cast

from kiosk.core import opening_thread
from kiosk.core.openings import Said
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.typed_line import TypedLine
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office

_MOST = 200


class OpeningTalkScreen(Framed):
    """The thread, the newest line first.

    Args:
        office: the counter.
    """

    name = "opening_talk"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.line = TypedLine("talk", _MOST, self.renew)

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Messages")

    def content(self) -> Widget:
        """Return the lines, and the way to write one."""
        opening, say, lay = self.desk.opening.current(), self.phrases.text, self.skin.layout
        said = () if opening is None or isinstance(opening, Refused) else opening.said[::-1]
        rows = ScrollList(
            id="talk.list",
            items=said,
            row=self._row,
            row_px=self.skin.px(96),
            empty=say("Nobody has written yet. Ask the network what you need to know."),
            grow=1,
            least=80,
        )
        write = Button(
            id="talk.write", label=say("Write"), icon="edit", rank="primary", do=self.line.turn
        )
        return Card(child=Stack(children=[rows, write], gap=lay.dense))

    def _row(self, item: object) -> Widget:
        line = cast("Said", item)
        say, is_theirs = self.phrases.text, opening_thread.is_centrals(line)
        who = say("The network") if is_theirs else say("You")
        head = f"{who}, {self.phrases.date(line.at)}, {self.phrases.time(line.at)}"
        words = [
            Label(label=head, style="caption", colour="ink2", cuts=True),
            Label(label=line.text, lines=2, cuts=True),
        ]
        icon = IconBox(
            icon="store" if is_theirs else "person", tone="soft" if is_theirs else "plain"
        )
        return Row(gap=12, children=[icon, Stack(grow=1, least=60, gap=2, children=words)])

    def over(self) -> Widget | None:
        """Return the keyboard while a line is typed."""
        title = self.phrases.text("To the network")
        return self.line.keyboard(title, self.phrases.language, self._send)

    def _send(self) -> Move:
        self.line.turn()
        if not self.line.typing.text.strip():
            return None
        told = self.desk.opening.say(self.line.typing.text)
        if isinstance(told, Refused):
            return self.refused(told)
        self.line.typing.clear()
        return None
