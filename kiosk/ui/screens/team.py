"""The team: who works here, how each stands, and the way to each of them."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Widget
from kiosk.ui.kit.words import IconBox, Initials, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.team_words import role_word, seen_words, state_chip
from kiosk.ui.sentences import refusal
from kiosk.workflows.team import Member


class TeamScreen(Framed):
    """The list of people."""

    name = "team"
    section = "menu"

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Team")

    def subtitle(self) -> str:
        """Return how many there are."""
        members = self.desk.team.members()
        n = 0 if isinstance(members, Refused) else sum(not one.is_blocked for one in members)
        return self.phrases.count("{n} person works here", "{n} people work here", n) if n else ""

    def content(self) -> Widget:
        """Return the list at the left, what may be done at the right."""
        lay, members = self.skin.layout, self.desk.team.members()
        if isinstance(members, Refused):
            return Card(child=Label(label=refusal(members, self.phrases)[0], lines=2))
        rows = ScrollList(
            id="team.list",
            items=members,
            key=lambda one: one.staff,  # type: ignore[attr-defined]
            row=self._row,
            row_px=max(72, self.skin.px(84)),
            empty=self.phrases.text("Nobody works here yet. Add a person."),
            grow=1,
            least=80,
        )
        return Split(
            left=Card(child=Stack(children=[rows]), padding=lay.dense),
            right=self._side(),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _row(self, item: object) -> Widget:
        member: Member = item  # type: ignore[assignment]
        say, now = self.phrases, self.office.wall()
        detail = f"{role_word(member.role, say)} · {seen_words(member, now, say)}"
        chip = state_chip(member, say)
        words = [
            Label(label=member.name, style="row_title", personal=True, cuts=True),
            Label(label=detail, colour="ink2", cuts=True),
        ]
        return Tile(
            id=f"team.{member.staff}",
            label=member.name,
            personal=True,
            padding=10,
            shadow=False,
            do=partial(self.office.doors.person, member.staff),
            child=Row(
                gap=16,
                children=[
                    Initials(label=member.initials, diameter=52, chosen=member.is_here),
                    Stack(grow=1, least=80, children=words),
                    *([chip] if chip else []),
                ],
            ),
        )

    def _side(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        runs = self.desk.counter.may(Right.TEAM)
        lines = (
            [
                say("Tap a person to change what they may do, or to see what they did."),
                say("The network is told of every change."),
            ]
            if runs
            else [say("Tap a person who is locked out to let them try again.")]
        )
        about = Card(
            fill="rail",
            grow=1,
            least=120,
            child=Stack(
                gap=lay.dense,
                children=[
                    Spacer(),
                    Row(children=[Spacer(), IconBox(icon="person", tone="rail", edge_px=72),
                                  Spacer()]),
                    *(Label(label=line, colour="rail_text", align="centre", lines=3)
                      for line in lines),
                    Spacer(),
                ],
            ),
        )  # fmt: skip
        add = Button(id="team.add", label=say("Add a person"), icon="add", rank="primary",
                     do=self.office.doors.person_add)  # fmt: skip
        return Stack(children=[about, *([add] if runs else [])], gap=12)
