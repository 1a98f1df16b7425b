"""The photos a damaged parcel still owes: taken on its own screen, long after the check-in."""

from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelState, Purpose, QuarantineReason, Right
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.photo_sheet import PhotoSheet


class ParcelPhotos(Framed):
    """A screen of one parcel that may have come damaged."""

    parcel: str
    is_photographed = False  # the camera's sheet is open

    def photo_button(self, parcel: Parcel) -> list[Widget]:
        """Return the way to the camera, while photos of the damage are missing."""
        if not self._owes(parcel):
            return []
        return [
            Button(
                id="parcel.photo",
                label=self.phrases.text("Photograph the damage"),
                icon="photo_camera",
                rank="primary",
                do=self.photograph,
            )
        ]

    def photograph(self) -> Move:
        """Open the camera's sheet."""
        self.is_photographed = True
        self.renew()
        return None

    def over(self) -> Widget | None:
        """Return the camera's sheet while it is open."""
        if not self.is_photographed:
            return super().over()
        say = self.phrases.text
        done = Button(id="parcel_photo.done", label=say("Done"), icon="task_alt", rank="primary",
                      do=self._put_away)  # fmt: skip
        title = say("Hold the damage before the camera")
        return self._photos().sheet(title, self._put_away, None, done)

    def left(self) -> None:
        """Close the sheet: a photo is a matter of the moment."""
        self.is_photographed = False
        super().left()

    def _photos(self) -> PhotoSheet:
        return PhotoSheet(self, "parcel_photo", self.parcel, Purpose.DAMAGE)

    def _owes(self, parcel: Parcel) -> bool:
        is_damaged = parcel.reason == QuarantineReason.DAMAGED.value
        if parcel.state is not ParcelState.QUARANTINED or not is_damaged:
            return False
        shots = self._photos().shots()
        return len(shots.taken) < shots.wanted and self.desk.counter.may(Right.ACCEPT)

    def _put_away(self) -> Move:
        self.is_photographed = False
        self.renew()
        return None
