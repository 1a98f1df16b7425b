"""A person joins: the name, the role; the PIN is their own affair, on the next screen."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.staffing import MOST_NAME, clean_name
from kiosk.core.words import Role
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile
from kiosk.ui.kit.typed_line import TypedLine
from kiosk.ui.kit.widget import Instead, Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.team_words import role_hint, role_word


class PersonAddScreen(Framed):
    """Name and role of somebody new.

    Args:
        office: the counter.
    """

    name = "person_add"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.line = TypedLine("add", MOST_NAME, self.renew, personal=True)
        self.role = Role.CLERK

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Add a person")

    def content(self) -> Widget:
        """Return the name and the roles at the left, what comes next at the right."""
        lay, say = self.skin.layout, self.phrases.text
        field = self.line.field("add.name", say("First name and initial"))
        roles = [self._role(role) for role in Role]
        return Split(
            left=Card(child=Stack(children=[field, *roles], gap=8), padding=lay.dense),
            right=Stack(children=[self._next(), self._add()], gap=12),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _role(self, role: Role) -> Widget:
        is_chosen = role is self.role
        name, hint = role_word(role, self.phrases), role_hint(role, self.phrases)
        words = [
            Label(label=name, style="row_title", cuts=True),
            Label(label=hint, style="caption", colour="ink2", cuts=True),
        ]
        icon = IconBox(icon="check" if is_chosen else "person",
                       tone="ok" if is_chosen else "plain", edge_px=40)  # fmt: skip
        return Tile(
            id=f"add.{role.value}",
            label=f"[{name}]" if is_chosen else name,
            padding=8,
            shadow=False,
            fill="soft" if is_chosen else "surface",
            grow=1,
            least=56,
            do=partial(self._choose, role),
            child=Row(gap=12, children=[icon, Stack(grow=1, least=60, children=words)]),
        )

    def _next(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        steps = (
            say("Then they choose a PIN here, which nobody else sees."),
            say("What they may do beyond the role is granted on their own page."),
        )
        lines = [Label(label=one, colour="rail_text", align="centre", lines=4) for one in steps]
        head = Row(children=[Spacer(), IconBox(icon="badge", tone="rail", edge_px=72), Spacer()])
        body = Stack(gap=lay.dense, children=[Spacer(), head, *lines, Spacer()])
        return Card(fill="rail", grow=1, least=120, child=body)

    def _add(self) -> Widget:
        say = self.phrases.text
        has_name = not isinstance(clean_name(self.line.typing.text), Refused)
        return Button(
            id="add.confirm",
            label=say("Add a person"),
            icon="add",
            rank="primary",
            enabled=has_name,
            reason=say("Type the name first"),
            do=self._confirm,
        )

    def over(self) -> Widget | None:
        """Return the keyboard while the name is typed."""
        return self.line.keyboard(
            self.phrases.text("First name and initial"), self.phrases.language
        )

    def _choose(self, role: Role) -> Move:
        self.role = role
        self.renew()
        return None

    def _confirm(self) -> Move:
        added = self.desk.team.add(self.line.typing.text, self.role)
        if isinstance(added, Refused):
            self.renew()
            return self.refused(added)
        return Instead(self.office.doors.person_pin(added.staff))
