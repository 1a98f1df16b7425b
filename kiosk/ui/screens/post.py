"""A line of the central, whole: what it says, until when, and on paper if wished."""

from kiosk.core.notice_words import Level
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.kit.words import Chip, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.notice_words import NoticeWords
from kiosk.ui.screens.office import Office


class PostScreen(Framed):
    """What the network says.

    Args:
        office: the counter.
        post: the line's name.
    """

    name = "post"
    section = "menu"

    def __init__(self, office: Office, post: str) -> None:
        super().__init__(office)
        self._post = post

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("From the network")

    def content(self) -> Widget:
        """Return the lines, when they came and how long they stand."""
        lay, say = self.skin.layout, self.phrases.text
        post = self.desk.notices.post(self._post)
        if isinstance(post, Refused):
            said = say("The network says this no more.")
            return Card(child=Label(label=said, style="section", colour="ink2", lines=2))
        when = NoticeWords(self.office, self.phrases).when
        asks = post.letter.level is Level.ACT
        about = say("{came}, until {until}", came=when(post.at), until=when(post.letter.until))
        chip = Chip(label=say("To do"), tone="warn") if asks else Chip(label=say("To know"))
        lines = post.letter.lines(self.phrases.language)
        first = Label(label=lines[0], style="section", lines=4)
        more = [Label(label=line, style="row_title", colour="ink2", lines=3) for line in lines[1:]]
        paper = Button(id="post.print", label=say("Print"), icon="print", rank="outline",
                       do=self._print)  # fmt: skip
        done = Button(id="post.done", label=say("Seen"), rank="primary", do=Back)
        return Card(
            child=Stack(
                gap=lay.gap,
                children=[
                    Row(children=[chip, Label(label=about, colour="ink2", grow=1, least=80,
                                              cuts=True)], gap=lay.dense),
                    first,
                    *more,
                    Spacer(),
                    Row(children=[paper, Spacer(), done], gap=lay.dense),
                ],
            )
        )  # fmt: skip

    def _print(self) -> Move:
        refused = self.desk.notices.print(self._post, self.phrases.language)
        if refused is not None:
            return self.refused(refused)
        return Say(self.phrases.text("It goes to the printer"), "ok")
