"""The sheet of a check-in that photographs what came broken."""

from functools import partial

from kiosk.core.evidence import Skipped
from kiosk.core.words import Purpose
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.screens.accept_sheets import AcceptSheets
from kiosk.ui.screens.photo_sheet import PhotoSheet


class AcceptPhotos(AcceptSheets):
    """The check-in with its camera sheet; `accept` says what becomes of the parcel."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        return self._camera() if self.sheet == "damage" and self.now else super().over()

    def _camera(self) -> Widget:
        say = self.phrases.text
        done = Button(
            id="damage.done",
            label=say("Set it aside"),
            icon="task_alt",
            rank="primary",
            do=partial(self._set_aside, None),
        )
        photos = PhotoSheet(self, "damage", self._in_hand_code(), Purpose.DAMAGE)
        title = say("Hold the damage before the camera")
        return photos.sheet(title, self._shut, self._set_aside, done)

    def _in_hand_code(self) -> str:
        return self.now.parcel.parcel if self.now else ""

    def _set_aside(self, skipped: Skipped | None) -> Move:
        raise NotImplementedError
