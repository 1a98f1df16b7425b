"""The sheet of a check-in that photographs what came broken: a parcel, or the seal of a box."""

from functools import partial

from kiosk.core.evidence import Skipped
from kiosk.core.words import Purpose
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.screens.accept_sheets import AcceptSheets
from kiosk.ui.screens.photo_sheet import PhotoSheet


class AcceptPhotos(AcceptSheets):
    """The check-in with its camera sheet; `accept` says what becomes of parcel and box."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.sheet == "damage" and self._in_hand_code():
            return self._damage()
        if self.sheet == "seal" and self.asked_box is not None:
            return self._broken_seal(self.asked_box.box)
        return super().over()

    def _damage(self) -> Widget:
        say = self.phrases.text
        photos = PhotoSheet(self, "damage", self._in_hand_code(), Purpose.DAMAGE)
        title = say("Hold the damage before the camera")
        done = self._done(say("Set it aside"), partial(self._set_aside, None))
        return photos.sheet(title, self._shut, self._set_aside, done)

    def _broken_seal(self, box: str) -> Widget:
        say = self.phrases.text
        photos = PhotoSheet(self, "seal", box, Purpose.BROKEN_SEAL)
        title = say("Hold the broken seal before the camera")
        done = self._done(say("Open the box"), partial(self._break, None))
        return photos.sheet(title, self._shut, self._break, done)

    def _done(self, label: str, do: partial[Move]) -> Button:
        return Button(id=f"{self.sheet}.done", label=label, icon="task_alt", rank="primary", do=do)

    def _in_hand_code(self) -> str:
        return self.marked or (self.now.parcel.parcel if self.now else "")

    def _set_aside(self, skipped: Skipped | None) -> Move:
        raise NotImplementedError

    def _break(self, skipped: Skipped | None) -> Move:
        raise NotImplementedError
