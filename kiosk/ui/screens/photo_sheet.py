"""A sheet with the camera that photographs a subject, over whatever screen wants photos."""

from collections.abc import Callable
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
from kiosk.ui.screens.framed import Framed
from kiosk.workflows.views import Shots

_SHOWN = 4  # of the photos taken, the last ones
_COLUMN = {"L": 250, "M": 210, "S": 180}


class PhotoSheet:
    """Takes the photos the network asks for, and goes on with them or without.

    Args:
        screen: over which it lies.
        subject, purpose: what the photos show, and what for.
        words: the title, and what going on is called.
        then: goes on; told why there are fewer photos than asked for, None when there are enough.
        close: what closing the sheet does.
    """

    def __init__(
        self,
        screen: Framed,
        subject: str,
        purpose: Purpose,
        words: tuple[str, str],
        then: Callable[[Skipped | None], Move],
        close: Callable[[], Move],
    ) -> None:
        self._screen, self._subject, self._purpose = screen, subject, purpose
        self._title, self._done = words
        self._then, self._close = then, close
        self._photos = screen.desk.photos

    def sheet(self) -> Widget:
        """Return the sheet: the camera, what was taken, the ways on."""
        say, skin = self._screen.phrases.text, self._screen.skin
        shots, why = self._photos.shots(self._subject, self._purpose), self._photos.why_not()
        lost = "" if why is None else self._words_for(why)
        body = Split(
            left=CameraView(
                id="photo.camera",
                newest=self._screen.office.preview,
                lost=lost,
                framed=False,
                label=lost or say("Camera"),
            ),
            right=self._column(shots),
            right_wide=skin.px(_COLUMN[skin.layout.size]),
            gap=skin.layout.gap,
        )
        return Sheet(
            id="photo",
            title=self._title,
            child=body,
            close=self._close,
            actions=self._actions(shots, can_snap=why is None),
            most=860,
        )

    def _words_for(self, why: Reason) -> str:
        if why is Reason.PHOTOS_FULL:
            return self._screen.phrases.text("There is no room for photos")
        return self._screen.phrases.text("There is no camera")

    def _column(self, shots: Shots) -> Widget:
        say = self._screen.phrases.text
        count = say("{n} of {m}", n=len(shots.taken), m=max(shots.wanted, len(shots.taken)))
        parts: list[Widget] = [
            Label(label=say("Photos"), colour="ink2"),
            Label(label=count, style="title"),
        ]
        thumbs: list[Widget] = [
            Thumb(
                id=f"photo.{n}",
                label=say("Photo"),
                key=name,
                jpeg=self._photos.photo(name),
                edge_px=self._screen.skin.px(96),
            )
            for n, name in enumerate(shots.taken[-_SHOWN:])
        ]
        parts += [Row(children=thumbs[at : at + 2], gap=12) for at in range(0, len(thumbs), 2)]
        trouble = {
            "no_picture": say("The camera gave no picture. Try once more"),
            "no_room": say("The photo could not be saved"),
        }.get(shots.trouble)
        if trouble:
            parts.append(Label(label=trouble, colour="bad", lines=4))
        return Stack(children=[*parts, Spacer()], gap=self._screen.skin.layout.dense)

    def _actions(self, shots: Shots, *, can_snap: bool) -> tuple[Widget, ...]:
        say, is_enough = self._screen.phrases.text, len(shots.taken) >= shots.wanted
        snap = Button(
            id="photo.snap",
            label=say("One more photo") if is_enough else say("Take a photo"),
            icon="photo_camera",
            rank="outline" if is_enough else "primary",
            do=self._snap,
            enabled=can_snap and not shots.is_coming,
            reason="" if can_snap else say("No photo can be taken now"),
        )
        if is_enough:
            done = Button(
                id="photo.done",
                label=self._done,
                icon="task_alt",
                rank="primary",
                do=partial(self._then, None),
            )
            return (snap, done)
        without = Button(
            id="photo.without",
            label=say("Without a photo"),
            rank="outline",
            do=partial(self._then, Skipped.BY_STAFF),
        )
        return (without, snap)

    def _snap(self) -> Move:
        taken = self._photos.take(self._subject, self._purpose)
        self._screen.renew()
        return self._screen.refused(taken) if isinstance(taken, Refused) else None


def skipped_for(why: Reason) -> Skipped:
    """Return what to note where no photo can be taken."""
    return Skipped.NO_ROOM if why is Reason.PHOTOS_FULL else Skipped.NO_CAMERA
