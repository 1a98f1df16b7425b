"""The sheets of a check-in for what came broken, parcel or seal: what is wrong, and its photos."""

from functools import partial

from kiosk.core import damage
from kiosk.core.evidence import Skipped
from kiosk.core.words import Purpose
from kiosk.ui.kit.boxes import Grid
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.screens.accept_sheets import AcceptSheets
from kiosk.ui.screens.photo_sheet import PhotoSheet

_TWO_COLUMNS = 8  # kinds of damage that fit beside each other in two


class AcceptPhotos(AcceptSheets):
    """The check-in with its sheets for damage; `accept` says what becomes of parcel and box."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.sheet == "damage_kind" and self._in_hand_code():
            return self._damage_kind()
        if self.sheet == "damage" and self._in_hand_code():
            return self._damage()
        if self.sheet == "seal" and self.asked_box is not None:
            return self._broken_seal(self.asked_box.box)
        return super().over()

    def _damage_kind(self) -> Widget:
        kinds = self.desk.accept.damage_kinds()
        keys = [
            Button(
                id=f"damage_kind.{kind.key}",
                label=damage.word(kind.key, kinds, self.phrases.text, self.phrases.language),
                rank="outline",
                do=partial(self._say_damage, kind.key),
            )
            for kind in kinds
        ]
        return Sheet(
            id="damage_kind",
            title=self.phrases.text("What is wrong with it?"),
            child=Grid(children=keys, columns=2 if len(keys) <= _TWO_COLUMNS else 3, gap=12),
            close=self._shut,
            most=860,
        )

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

    def _say_damage(self, kind: str) -> Move:
        raise NotImplementedError

    def _set_aside(self, skipped: Skipped | None) -> Move:
        raise NotImplementedError

    def _break(self, skipped: Skipped | None) -> Move:
        raise NotImplementedError
