"""How one person of the team looks: who they are, what they may do, what can be done about it."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.staffing import MOST_NAME
from kiosk.core.team import GRANTABLE, RIGHTS
from kiosk.core.words import Right, Role
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, HoldButton, Tile, Toggle, Typing
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Initials, Label, Line
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.team_words import (
    right_word,
    role_hint,
    role_word,
    seen_words,
    state_chip,
)
from kiosk.ui.sentences import refusal
from kiosk.workflows.team import Member


class PersonView(Framed):
    """The picture of one person; `person` says what is done.

    Args:
        office: the counter.
        staff: who.
    """

    name = "person"
    section = "menu"

    def __init__(self, office: Office, staff: str) -> None:
        super().__init__(office)
        self.staff = staff
        self.sheet, self.job = "", ""
        self.typing = Typing(MOST_NAME)
        self.role: Role | None = None  # drafted, until it is saved
        self.granted: frozenset[Right] | None = None
        self.before: tuple[Role, frozenset[Right]] | None = None  # what an undo brings back

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Team")

    def member(self) -> Member | Refused:
        """Return the person as they are now."""
        return self.desk.team.member(self.staff)

    def entered(self) -> None:
        """Begin with the person as they are."""
        member = self.member()
        if self.role is None and not isinstance(member, Refused):
            self.take(member)

    def take(self, member: Member) -> None:
        """Draft nothing else than what is."""
        self.role, self.granted, self.before = member.role, member.granted, None
        self.renew()

    def changes(self) -> int:
        """Return how many things are drafted and not saved."""
        member = self.member()
        if isinstance(member, Refused) or self.role is None or self.granted is None:
            return 0
        return (self.role is not member.role) + len(self.granted ^ member.granted)

    def content(self) -> Widget:
        """Return the person at the left, what can be done at the right."""
        member = self.member()
        if isinstance(member, Refused):
            return Card(child=Label(label=refusal(member, self.phrases)[0], lines=2))
        runs, lay = self.desk.counter.may(Right.TEAM), self.skin.layout
        left = [self._head(member, runs=runs), Line(), *self._rights(member, runs=runs), Spacer()]
        return Split(
            left=Card(child=Stack(children=left, gap=lay.dense)),
            right=Stack(children=[*self._actions(member, runs=runs)], gap=12),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    # -- left --------------------------------------------------------------------------------------

    def _head(self, member: Member, *, runs: bool) -> Widget:
        say, chip = self.phrases.text, state_chip(member, self.phrases)
        seen = seen_words(member, self.office.wall(), self.phrases)
        words = [
            Label(label=member.name, style="section", personal=True, cuts=True),
            Label(label=seen, colour="ink2", cuts=True),
        ]
        rename = Button(id="person.name", label=say("Change the name"), icon="edit", bare=True,
                        rank="plain", do=self._write)  # fmt: skip
        return Row(
            gap=16,
            children=[
                Initials(label=member.initials, chosen=member.is_here, diameter=64),
                Stack(grow=1, least=80, children=words),
                *([chip] if chip else []),
                *([rename] if runs else []),
            ],
        )

    def _rights(self, member: Member, *, runs: bool) -> list[Widget]:
        say, role = self.phrases.text, self.role or member.role
        is_fixed = not runs or member.is_blocked or member.is_here
        other = Button(id="person.role", label=say("Another role"), rank="outline", style="strong",
                       do=partial(self.open_sheet, "role"))  # fmt: skip
        name = [
            Label(label=role_word(role, self.phrases), style="section", cuts=True),
            Label(label=role_hint(role, self.phrases), colour="ink2", lines=2),
        ]
        row = Row(gap=16, children=[Stack(grow=1, least=80, children=name),
                                    *([] if is_fixed else [other])])  # fmt: skip
        return [row, *self._grants(role, is_fixed=is_fixed), self._may(role)]

    def _grants(self, role: Role, *, is_fixed: bool) -> list[Widget]:
        say, can = self.phrases.text, GRANTABLE.get(role, frozenset())
        toggles = [
            Toggle(
                id=f"person.grant.{right.value}",
                label=right_word(right, self.phrases),
                is_on=right in (self.granted or ()),
                enabled=not is_fixed,
                reason=say("It cannot be changed now"),
                do=partial(self.turn, right),
            )
            for right in Right
            if right in can
        ]
        head = Label(label=say("Beyond the role"), style="strong", colour="ink2")
        return [head, *toggles] if toggles else []

    def _may(self, role: Role) -> Widget:
        rights = [right for right in Right if right in RIGHTS[role] | (self.granted or frozenset())]
        words = ", ".join(right_word(right, self.phrases) for right in rights)
        return Label(label=self.phrases.text("May: {rights}", rights=words), colour="ink2", lines=3)

    # -- right -------------------------------------------------------------------------------------

    def _actions(self, member: Member, *, runs: bool) -> list[Widget]:
        say = self.phrases.text
        unlock = Button(id="person.unlock", label=say("Let them try again"), icon="lock",
                        rank="second", do=self.unlock)  # fmt: skip
        held = [unlock] if member.is_held else []
        if not runs:
            return [*held, Spacer()]
        history = partial(self.office.doors.person_history, self.staff)
        past = Button(id="person.history", label=say("What they did"), icon="schedule",
                      rank="outline", do=history)  # fmt: skip
        if member.is_blocked:
            back = Button(id="person.unblock", label=say("Let them work here again"), rank="second",
                          do=self.unblock)  # fmt: skip
            return [past, Spacer(), back]
        return [past, *held, *self._pin_and_badge(member), Spacer(), *self._end(member)]

    def _pin_and_badge(self, member: Member) -> list[Widget]:
        say = self.phrases.text
        printed = say("Print a new badge") if member.has_badge else say("Print a badge")
        found: list[Widget] = []
        if not member.has_pin:
            found.append(Button(id="person.pin", label=say("Choose a PIN"), icon="dialpad",
                                rank="outline", do=self.pin))  # fmt: skip
        elif not member.is_here:
            found.append(Button(id="person.reset", label=say("Take the PIN away"), icon="dialpad",
                                rank="outline", do=partial(self.open_sheet, "pin")))  # fmt: skip
        found.append(Button(id="person.badge", label=printed, icon="print", rank="outline",
                            do=self.print_badge))  # fmt: skip
        if member.has_badge:
            found.append(Button(id="person.unbadge", label=say("Take the badge away"),
                                icon="badge", rank="outline",
                                do=partial(self.open_sheet, "badge")))  # fmt: skip
        return found

    def _end(self, member: Member) -> list[Widget]:
        say, n = self.phrases.text, self.changes()
        if member.is_here:
            return []
        if n:
            words = self.phrases.count("Save {n} change", "Save {n} changes", n)
            return [Button(id="person.save", label=words, icon="check", rank="primary",
                           do=self.save)]  # fmt: skip
        return [HoldButton(id="person.block", label=say("Hold to block"), icon="block",
                           rank="danger", do=self.block)]  # fmt: skip

    # -- the sheet of roles ------------------------------------------------------------------------

    def roles(self) -> Widget:
        """Return the sheet that offers the roles."""
        tiles = [self._role(role) for role in Role]
        row = self.skin.px(84) if self.skin.layout.size == "L" else 60
        return Sheet(
            id="roles",
            title=self.phrases.text("Which role?"),
            child=Grid(columns=1, gap=8, row=row, children=tiles),
            close=self.shut,
        )

    def _role(self, role: Role) -> Widget:
        name, is_now = role_word(role, self.phrases), role is self.role
        words = [
            Label(label=name, style="row_title", cuts=True),
            Label(label=role_hint(role, self.phrases), style="caption", colour="ink2", lines=2),
        ]
        return Tile(
            id=f"roles.{role.value}",
            label=f"[{name}]" if is_now else name,
            padding=10,
            shadow=False,
            fill="soft" if is_now else "surface",
            do=partial(self.choose_role, role),
            child=Stack(children=words),
        )

    def choose_role(self, role: Role) -> Move:
        """Draft another role (see PersonScreen)."""
        raise NotImplementedError

    def turn(self, right: Right) -> Move:
        """Draft a grant, or its end (see PersonScreen)."""
        raise NotImplementedError

    def save(self) -> Move:
        """Make role and grants true (see PersonScreen)."""
        raise NotImplementedError

    def block(self) -> Move:
        """Keep the person from working here (see PersonScreen)."""
        raise NotImplementedError

    def unblock(self) -> Move:
        """Let the person work here again (see PersonScreen)."""
        raise NotImplementedError

    def unlock(self) -> Move:
        """Let the person try again (see PersonScreen)."""
        raise NotImplementedError

    def pin(self) -> Move:
        """Let the person choose a PIN (see PersonScreen)."""
        raise NotImplementedError

    def print_badge(self) -> Move:
        """Print a badge (see PersonScreen)."""
        raise NotImplementedError

    # -- sheets ------------------------------------------------------------------------------------

    def _write(self) -> Move:
        member = self.member()
        self.typing.clear()
        self.typing.add("" if isinstance(member, Refused) else member.name)
        return self.open_sheet("name")

    def open_sheet(self, name: str) -> Move:
        """Open a sheet."""
        self.sheet = name
        self.renew()
        return None

    def shut(self) -> Move:
        """Close the sheet."""
        return self.open_sheet("")

    def typed(self) -> Move:
        """Show what was typed."""
        self.renew()
        return None
