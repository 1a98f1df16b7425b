"""Stickers on parcels: owed once by the check-in, printed again when a person asks."""

from kiosk.core import labels
from kiosk.core.parcels import Parcel
from kiosk.core.stickers import StickerRules, StickersOn
from kiosk.workflows.counter import Counter
from kiosk.workflows.papers import Papers

_NO_CELL = "?"  # on the sticker of a parcel for which there is no room


class Stickers:
    """Queues stickers where something prints them.

    Args:
        counter: what all activities share.
        rules: what this point wants to stick on its parcels.
        label_printer: whether there is one.
        printer: whether there is one; it takes labels where there is no label printer.
    """

    def __init__(
        self, counter: Counter, rules: StickerRules, *, label_printer: bool, printer: bool
    ) -> None:
        self._store, self._papers, self._rules = counter.store, Papers(counter), rules
        self._by_itself = label_printer or (printer and rules.on is StickersOn.ANY_PRINTER)
        self.printable = label_printer or printer

    def owe(self, parcel: Parcel, cell: str | None, *, relabelled: bool) -> bool:
        """Queue a received parcel's sticker within the open unit; tells whether one was.

        Args:
            parcel: as it was received.
            cell: where it shall lie.
            relabelled: its own label cannot be read: without a sticker no scanner knows it again,
                so any printer will do, and nothing is skipped.
        """
        place = self._store.cells.get(cell) if cell else None
        zone = place.zone if place else None
        wanted = self._by_itself and cell is not None and self._rules.wants(parcel.size, zone)
        if not (self.printable if relabelled else wanted):
            return False
        self.queue(parcel, cell)
        return True

    def queue(self, parcel: Parcel, cell: str | None) -> None:
        """Queue a sticker within the open unit, whatever the rules skip: a person asked for it."""
        self._papers.queue(labels.parcel_sticker(parcel.parcel, cell or _NO_CELL))
