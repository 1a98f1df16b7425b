"""Home while somebody types: what is shown of it."""

from kiosk.ui.screens.home import HomeScreen
from kiosk.ui.screens.office import Office


class TypedHome(HomeScreen):
    """Home with something half typed, on the keypad or the keyboard.

    Args:
        office: the counter.
        text: what is typed.
        writing: on the keyboard.
    """

    def __init__(self, office: Office, text: str, *, writing: bool = False) -> None:
        super().__init__(office)
        self._text, self._writes = text, writing

    def entered(self) -> None:
        """Type."""
        super().entered()
        self.writing = self._writes
        self.typing.add(self._text)
        self.seek()
