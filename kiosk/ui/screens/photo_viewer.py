"""The staff's own photos over the whole screen, as the goods' pictures are."""

from kiosk.core.facts.fact import Item
from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelKind, ParcelState, Place
from kiosk.ui.screens.goods import photo_of
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.viewer import ViewerScreen


class PhotoViewerScreen(ViewerScreen):
    """The photos of one thing, to be looked at closely while it is still in hand.

    Args:
        office: the counter.
        subject: what they show, by its code.
        photos: their digests, the oldest first.
        chosen: which one to begin with.
        title: what they are called.
    """

    def __init__(
        self, office: Office, subject: str, photos: tuple[str, ...], chosen: int, title: str
    ) -> None:
        super().__init__(office, (), "")
        self.parcels = tuple(_shown(subject, photo, title) for photo in photos)
        self.at = chosen

    def _jpeg(self, parcel: Parcel) -> bytes | None:
        return self.office.desk.photos.photo(photo_of(parcel))


def _shown(subject: str, photo: str, title: str) -> Parcel:
    """Return a photo as the viewer shows a parcel."""
    items = (Item(title, photo=photo),)
    return Parcel(subject, ParcelKind.ORDER, ParcelState.EXPECTED, Place.OUT, items=items)
