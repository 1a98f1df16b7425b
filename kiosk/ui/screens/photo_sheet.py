"""The camera in a sheet over whatever wants photos: so many of so many, and how to go on."""

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
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.photo_viewer import PhotoViewerScreen
from kiosk.workflows.views import Shots

_SHOWN = 4  # of the photos taken, the last ones
_COLUMN = {"L": 250, "M": 210, "S": 180}


class PhotoSheet:
    """Photographs one thing.

    Args:
        screen: over which the sheet lies.
        name: the sheet's id, and how those of its widgets begin.
        subject: what is photographed.
        purpose: what for.
    """

    def __init__(self, screen: Framed, name: str, subject: str, purpose: Purpose) -> None:
        self._screen, self._name = screen, name
        self._subject, self._purpose = subject, purpose
        self._photos = screen.desk.photos

    def shots(self) -> Shots:
        """Return the photos there are, and how many are wanted."""
        return self._photos.shots(self._subject, self._purpose)

    def sheet(
        self,
        title: str,
        close: Callable[[], Move],
        without: Callable[[Skipped], Move] | None,
        done: Button,
    ) -> Widget:
        """Return the sheet.

        Args:
            title: what to hold before the camera.
            close: what closing it does.
            without: goes on without the photos that are missing; None where nothing waits for
                them.
            done: goes on with all of them.
        """
        say, skin = self._screen.phrases.text, self._screen.skin
        why, shots = self._photos.why_not(), self.shots()
        lost = "" if why is None else words_for(why, self._screen.phrases)
        body = Split(
            left=CameraView(
                id=f"{self._name}.camera",
                newest=self._screen.office.preview,
                lost=lost,
                framed=False,
                label=lost or say("Camera"),
            ),
            right=self._column(shots),
            right_wide=skin.px(_COLUMN[skin.layout.size]),
            gap=skin.layout.gap,
        )
        is_enough = len(shots.taken) >= shots.wanted
        snap = self._snap_button(shots, can_snap=why is None)
        skip = () if without is None else (self._without_button(without),)
        actions = (snap, done) if is_enough else (*skip, snap)
        return Sheet(id=self._name, title=title, child=body, close=close, actions=actions, most=860)

    def _column(self, shots: Shots) -> Widget:
        say, skin = self._screen.phrases.text, self._screen.skin
        count = say("{n} of {m}", n=len(shots.taken), m=max(shots.wanted, len(shots.taken)))
        parts: list[Widget] = [
            Label(label=say("Photos"), colour="ink2"),
            Label(label=count, style="title"),
        ]
        thumbs: list[Widget] = [
            Thumb(id=f"{self._name}.photo.{n}", label=say("Photo"), key=name,
                  jpeg=self._photos.photo(name), edge_px=skin.px(96),
                  do=partial(self._look, shots.taken, name))
            for n, name in enumerate(shots.taken[-_SHOWN:])
        ]  # fmt: skip
        parts += [Row(children=thumbs[at : at + 2], gap=12) for at in range(0, len(thumbs), 2)]
        trouble = {
            "no_picture": say("The camera gave no picture. Try once more"),
            "no_room": say("The photo could not be saved"),
        }.get(shots.trouble)
        if trouble:
            parts.append(Label(label=trouble, colour="bad", lines=4))
        return Stack(children=[*parts, Spacer()], gap=skin.layout.dense)

    def _snap_button(self, shots: Shots, *, can_snap: bool) -> Button:
        say, is_enough = self._screen.phrases.text, len(shots.taken) >= shots.wanted
        return Button(
            id=f"{self._name}.snap",
            label=say("One more photo") if is_enough else say("Take a photo"),
            icon="photo_camera",
            rank="outline" if is_enough else "primary",
            do=self._snap,
            enabled=can_snap and not shots.is_coming,
            reason="" if can_snap else say("No photo can be taken now"),
        )

    def _without_button(self, without: Callable[[Skipped], Move]) -> Button:
        return Button(
            id=f"{self._name}.without",
            label=self._screen.phrases.text("Without a photo"),
            rank="outline",
            do=lambda: without(Skipped.BY_STAFF),
        )

    def _look(self, photos: tuple[str, ...], chosen: str) -> Move:
        at, title = photos.index(chosen), self._screen.phrases.text("Photos")
        return PhotoViewerScreen(self._screen.office, self._subject, photos, at, title)

    def _snap(self) -> Move:
        taken = self._photos.take(self._subject, self._purpose)
        self._screen.renew()
        return self._screen.refused(taken) if isinstance(taken, Refused) else None


def words_for(why: Reason, phrases: Phrases) -> str:
    """Return why no photo can be taken, as people say it."""
    if why is Reason.PHOTOS_FULL:
        return phrases.text("There is no room for photos")
    return phrases.text("There is no camera")
