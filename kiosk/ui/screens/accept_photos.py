"""The sheet of a check-in that photographs what came broken: a parcel, or the seal of a box."""

from functools import partial

from kiosk.core.evidence import Skipped
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Purpose
from kiosk.ui.kit.boxes import Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.eye import CameraView
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.viewer import Thumb
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.accept_sheets import AcceptSheets
from kiosk.workflows.views import Shots

_SHOWN = 4  # of the photos taken, the last ones
_COLUMN = {"L": 250, "M": 210, "S": 180}


class AcceptPhotos(AcceptSheets):
    """The check-in with its camera sheet; `accept` says what becomes of the parcel."""

    def over(self) -> Widget | None:
        """Return the open sheet."""
        is_of_parcel = self.sheet == "damage" and bool(self._in_hand_code())
        is_of_seal = self.sheet == "seal" and self.asked_box is not None
        return self._camera() if is_of_parcel or is_of_seal else super().over()

    def _subject(self) -> tuple[str, Purpose]:
        """Return what is photographed, and what for."""
        if self.sheet == "seal" and self.asked_box is not None:
            return self.asked_box.box, Purpose.SEAL
        return self._in_hand_code(), Purpose.DAMAGE

    def _camera(self) -> Widget:
        say = self.phrases.text
        shots = self.desk.photos.shots(*self._subject())
        title = say("Hold the damage before the camera")
        if self.sheet == "seal":
            title = say("Hold the broken seal before the camera")
        why = self.desk.photos.why_not()
        lost = "" if why is None else self._words_for(why)
        body = Split(
            left=CameraView(
                id=f"{self.sheet}.camera",
                newest=self.office.preview,
                lost=lost,
                framed=False,
                label=lost or say("Camera"),
            ),
            right=self._column(shots),
            right_wide=self.skin.px(_COLUMN[self.skin.layout.size]),
            gap=self.skin.layout.gap,
        )
        return Sheet(
            id=self.sheet,
            title=title,
            child=body,
            close=self._shut,
            actions=self._actions(shots, can_snap=why is None),
            most=860,
        )

    def _in_hand_code(self) -> str:
        return self.marked or (self.now.parcel.parcel if self.now else "")

    def _words_for(self, why: Reason) -> str:
        if why is Reason.PHOTOS_FULL:
            return self.phrases.text("There is no room for photos")
        return self.phrases.text("There is no camera")

    def _column(self, shots: Shots) -> Widget:
        say = self.phrases.text
        count = say("{n} of {m}", n=len(shots.taken), m=max(shots.wanted, len(shots.taken)))
        parts: list[Widget] = [
            Label(label=say("Photos"), colour="ink2"),
            Label(label=count, style="title"),
        ]
        thumbs: list[Widget] = [
            Thumb(id=f"{self.sheet}.photo.{n}", label=say("Photo"), key=name,
                  jpeg=self.desk.photos.photo(name), edge_px=self.skin.px(96))
            for n, name in enumerate(shots.taken[-_SHOWN:])
        ]  # fmt: skip
        parts += [Row(children=thumbs[at : at + 2], gap=12) for at in range(0, len(thumbs), 2)]
        trouble = {
            "no_picture": say("The camera gave no picture. Try once more"),
            "no_room": say("The photo could not be saved"),
        }.get(shots.trouble)
        if trouble:
            parts.append(Label(label=trouble, colour="bad", lines=4))
        return Stack(children=[*parts, Spacer()], gap=self.skin.layout.dense)

    def _actions(self, shots: Shots, *, can_snap: bool) -> tuple[Widget, ...]:
        say, is_enough = self.phrases.text, len(shots.taken) >= shots.wanted
        snap = Button(
            id=f"{self.sheet}.snap",
            label=say("One more photo") if is_enough else say("Take a photo"),
            icon="photo_camera",
            rank="outline" if is_enough else "primary",
            do=self._snap,
            enabled=can_snap and not shots.is_coming,
            reason="" if can_snap else say("No photo can be taken now"),
        )
        if is_enough:
            done = Button(
                id=f"{self.sheet}.done",
                label=say("Open the box") if self.sheet == "seal" else say("Set it aside"),
                icon="task_alt",
                rank="primary",
                do=partial(self._photographed, None),
            )
            return (snap, done)
        without = Button(
            id=f"{self.sheet}.without",
            label=say("Without a photo"),
            rank="outline",
            do=partial(self._photographed, Skipped.BY_STAFF),
        )
        return (without, snap)

    def _snap(self) -> Move:
        taken = self.desk.photos.take(*self._subject())
        self.renew()
        return self.refused(taken) if isinstance(taken, Refused) else None

    def _photographed(self, skipped: Skipped | None) -> Move:
        """Go on with the photos there are."""
        return self._break(skipped) if self.sheet == "seal" else self._set_aside(skipped)

    def _set_aside(self, skipped: Skipped | None) -> Move:
        raise NotImplementedError

    def _break(self, skipped: Skipped | None) -> Move:
        raise NotImplementedError
