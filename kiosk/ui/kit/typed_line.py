"""A form of one line: what is typed, and the keyboard that lies over the screen while it is."""

from collections.abc import Callable

from kiosk.ui.kit.buttons import Field, Typing
from kiosk.ui.kit.keyboard import ORDER, Keyboard
from kiosk.ui.kit.widget import Do, Move


class TypedLine:
    """One line of a screen, typed on its keyboard.

    Args:
        name: of the line; the keyboard's id is made of it.
        most: signs at most.
        renew: has the screen made anew.
        personal: it names a person.
        layouts: those that the keyboard's language key goes through.
    """

    def __init__(
        self,
        name: str,
        most: int,
        renew: Callable[[], None],
        *,
        personal: bool = False,
        layouts: tuple[str, ...] = ORDER,
    ) -> None:
        self.typing, self.writing = Typing(most), False
        self._name, self._renew = name, renew
        self._personal, self._layouts = personal, layouts

    def turn(self) -> Move:
        """Open the keyboard, or close it; what is typed stays."""
        self.writing = not self.writing
        return self._typed()

    def _typed(self) -> Move:
        self._renew()
        return None

    def field(self, field: str, label: str) -> Field:
        """Return the line itself; a tap opens the keyboard.

        Args:
            field: its id.
            label: what is typed, said while it is empty.
        """
        return Field(
            id=field,
            label=label,
            hint=label,
            typing=self.typing,
            focused=self.writing,
            personal=self._personal,
            do=self.turn,
        )

    def keyboard(self, title: str, language: str, enter: Do | None = None) -> Keyboard | None:
        """Return the keyboard while the line is typed.

        Args:
            title: what is asked for.
            language: it opens with this layout, where the line has it.
            enter: what Enter does; it only closes the keyboard if this is not given.
        """
        if not self.writing:
            return None
        return Keyboard(
            id=f"{self._name}.keys",
            typing=self.typing,
            title=title,
            language=language if language in self._layouts else self._layouts[0],
            layouts=self._layouts,
            enter=enter or self.turn,
            close=self.turn,
            typed=self._typed,
            personal=self._personal,
        )
