"""A figure between minus and plus."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.ui.kit.boxes import Row
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Move, Rect, Widget
from kiosk.ui.kit.words import Label, NumText

_FIGURE_PX = 48  # room of two digits


@dataclass(kw_only=True, eq=False)
class Stepper(Widget):
    """A named figure that goes up and down by one.

    Args:
        number: how it stands.
        least, most: where it ends.
        set: what another figure does.
    """

    role = "stepper"
    number: int = 0
    least: int = 0
    most: int = 99
    set: Callable[[int], Move] | None = None

    def __post_init__(self) -> None:
        self._row = Row()

    def parts(self) -> Sequence[Widget]:
        """Return name, minus, figure and plus."""
        return (self._row,)

    @property
    def text(self) -> str:
        """The name and how it stands."""
        return f"{self.label}: {self.number}"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the whole width and a button's height."""
        return (width, skin.layout.button)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the name at the left, the rest at the right."""
        self.rect = Rect(rect)
        say = skin.phrases.text
        at_least = say("It cannot be less than {n}", n=self.least)
        at_most = say("It cannot be more than {n}", n=self.most)
        minus = self._button("less", say("One less: {name}", name=self.label), "remove", -1,
                             at_least)  # fmt: skip
        plus = self._button("more", say("One more: {name}", name=self.label), "add", 1, at_most)
        figure = NumText(
            label=skin.phrases.number(self.number), style="title", align="centre",
            wide=skin.px(_FIGURE_PX),
        )  # fmt: skip
        name = Label(label=self.label, style="strong", lines=2, grow=1, least=40)
        self._row = Row(children=[name, minus, figure, plus], gap=8)
        self._row.layout(skin, rect)

    def _button(self, key: str, label: str, icon: str, by: int, end: str) -> Button:
        wanted = self.number + by
        return Button(
            id=f"{self.id}.{key}", label=label, icon=icon, bare=True, rank="outline",
            enabled=self.least <= wanted <= self.most, reason=end,
            do=lambda: self.set(wanted) if self.set else None,
        )  # fmt: skip
