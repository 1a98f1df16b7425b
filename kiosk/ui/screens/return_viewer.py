"""Pictures of a return over the whole screen: as it was sold, and as it was brought back."""

from kiosk.core.facts.fact import Item
from kiosk.core.parcels import Parcel
from kiosk.core.returns import Return
from kiosk.core.words import ParcelKind, ParcelState, Place, Purpose
from kiosk.ui.screens.goods import photo_of
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.viewer import ViewerScreen


class ReturnViewerScreen(ViewerScreen):
    """The goods' own pictures first, then the staff's photos, to be held against each other.

    Args:
        office: the counter.
        known: the return.
    """

    def __init__(self, office: Office, known: Return) -> None:
        super().__init__(office, (), "")
        shots = office.desk.photos.shots(known.return_, Purpose.RETURN)
        brought = tuple(Item(known.items[0].title if known.items else "", photo=name)
                        for name in shots.taken)  # fmt: skip
        self.parcels = tuple(_shown(known, item) for item in (*known.items, *brought))

    def _jpeg(self, parcel: Parcel) -> bytes | None:
        key = photo_of(parcel)
        return super()._jpeg(parcel) or (self.office.desk.photos.photo(key) if key else None)


def _shown(known: Return, item: Item) -> Parcel:
    """Return goods as the viewer shows a parcel."""
    code = known.code or known.return_
    return Parcel(code, ParcelKind.RETURN, ParcelState.EXPECTED, Place.OUT, items=(item,))
