"""What a press of a shelf button means: it stands for its cells, and for the lamp among them."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.hw.ports import Rhythm
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.rights import Activity, anybody


class Meant(Struct, frozen=True):
    """What somebody who pressed a button can mean.

    Args:
        cells: its cells that are wanted now, by name; one is clear, several are a question.
        rhythm: what the one cell is wanted for; of several, nothing.
    """

    cells: tuple[str, ...] = ()
    rhythm: Rhythm | None = None


class ShelfButtons(Activity):
    """The confirm buttons at the shelves.

    Args:
        counter: what all activities share.
        lamps: say what is wanted.
        cells: what each button stands for.
    """

    def __init__(
        self, counter: Counter, lamps: Lamps, cells: Mapping[str, tuple[str, ...]]
    ) -> None:
        super().__init__(counter)
        self._lamps, self._cells = lamps, cells

    @anybody
    def meant(self, button: str) -> Meant:
        """Return what a press means; it changes nothing, whoever answers it does.

        A wanted cell counts also when its lamp does not shine: with one lamp lit and one broken, a
        press would else speak for the wrong one.
        """
        wanted = self._lamps.wanted()
        cells = tuple(cell for cell in self._cells.get(button, ()) if cell in wanted)
        return Meant(cells, wanted[cells[0]] if len(cells) == 1 else None)

    @anybody
    def covers(self, button: str, cell: str) -> bool:
        """Whether a button stands for a cell."""
        return cell in self._cells.get(button, ())

    @anybody
    def chosen(self, cell: str) -> Meant:
        """Return what it means that one of several cells was chosen on the screen."""
        wanted = self._lamps.wanted()
        return Meant((cell,), wanted[cell]) if cell in wanted else Meant()

    @anybody
    def found(self, cell: str) -> bool:
        """Let the lamp of somebody's search go dark; False when a visit wants it lit."""
        return self._lamps.found(cell)
