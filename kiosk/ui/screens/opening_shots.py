"""The pictures of the fit-out and the papers: how each stands, the network's words beside it."""

from functools import partial
from typing import cast

from msgspec import Struct

from kiosk.core.evidence import Skipped
from kiosk.core.opening_words import OpeningStage as S
from kiosk.core.opening_words import ShotState
from kiosk.core.openings import Opening, ShotRow
from kiosk.core.policy import Check
from kiosk.core.refusals import Refused
from kiosk.core.words import Purpose
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.viewer import Thumb
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.opening_words import shot_state, shot_word
from kiosk.ui.screens.photo_sheet import PhotoSheet
from kiosk.ui.screens.photo_viewer import PhotoViewerScreen
from kiosk.ui.sentences import refusal

_CAN_TAKE = {ShotState.NEEDED, ShotState.TAKEN, ShotState.REWORK}


class Line(Struct, frozen=True):
    """One picture of the list; the row of what was taken, or of nothing yet."""

    check: Check
    row: ShotRow


class OpeningShotsScreen(Framed):
    """The list, the camera over it, and Send.

    Args:
        office: the counter.
    """

    name = "opening_shots"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.taking: Check | None = None

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Pictures of the point")

    def content(self) -> Widget:
        """Return a line for each picture, and Send."""
        opening, say, lay = self.desk.opening.current(), self.phrases.text, self.skin.layout
        wanted, papers = self.desk.opening.wanted(), self.desk.opening.papers()
        if isinstance(opening, Refused) or isinstance(wanted, Refused):
            no = opening if isinstance(opening, Refused) else wanted
            return Card(child=Label(label=refusal(cast("Refused", no), self.phrases)[0], lines=2))
        checks = (*wanted, *(() if isinstance(papers, Refused) else papers))
        rows = ScrollList(
            id="shots.list",
            items=[] if opening is None else [_line(opening, check) for check in checks],
            row=self._row,
            row_px=self.skin.px(88),
            empty=say("The network wants no pictures."),
            grow=1,
            least=80,
        )
        send = Button(
            id="shots.send",
            label=say("Send to the network"),
            icon="arrow_forward",
            rank="primary",
            do=self._send,
        )
        can_send = opening is not None and opening.state in {S.FIT_OUT, S.REWORK}
        return Card(child=Stack(children=[rows, *([send] if can_send else [])], gap=lay.dense))

    def _row(self, item: object) -> Widget:
        line = cast("Line", item)
        key, row, name = line.check.key, line.row, shot_word(line.check, self.phrases)
        word, icon, tone = shot_state(row.state, self.phrases)
        photo = row.photo or row.before
        look = Thumb(
            id=f"shot.{key}.look",
            label=name,
            key=photo,
            jpeg=self.desk.photos.photo(photo) if photo else None,
            edge_px=self.skin.px(72),
            do=partial(self._look, photo, name) if photo else None,
        )
        words: list[Widget] = [Label(label=name, style="row_title", cuts=True)]
        if row.text:
            words.append(Label(label=row.text, colour="bad", lines=2, cuts=True))
        chip = Chip(label=word, icon=icon, tone=tone)
        parts = [look, Stack(grow=1, least=60, gap=2, children=words), chip]
        if row.state in _CAN_TAKE:
            take = self.phrases.text("Take: {what}", what=name)
            parts.append(
                Button(
                    id=f"shot.{key}.take", label=take, icon="photo_camera", bare=True,
                    rank="outline", do=partial(self._take, line.check),
                )
            )  # fmt: skip
        return Row(gap=12, children=parts)

    def over(self) -> Widget | None:
        """Return the camera while a picture is taken."""
        camera = self._camera()
        if camera is None or self.taking is None:
            return None
        say = self.phrases.text
        done = Button(
            id="shot.use",
            label=say("Use this picture"),
            icon="check",
            rank="primary",
            do=self._use,
            enabled=bool(camera.shots().taken),
            reason=say("Take the picture first"),
        )
        title = shot_word(self.taking, self.phrases)
        return camera.sheet(title, self._close, self._without, done)

    def _camera(self) -> PhotoSheet | None:
        opening = self.desk.opening.current()
        if self.taking is None or opening is None or isinstance(opening, Refused):
            return None
        subject = f"{opening.opening}.{self.taking.key}"
        return PhotoSheet(self, "shot", subject, Purpose.FIT_OUT)

    def _take(self, check: Check) -> Move:
        self.taking = check
        self.desk.photos.forget_trouble()
        self.renew()
        return None

    def _close(self) -> Move:
        self.taking = None
        self.renew()
        return None

    def _without(self, _why: Skipped) -> Move:
        return self._close()

    def _use(self) -> Move:
        camera, check = self._camera(), self.taking
        taken = camera.shots().taken if camera else ()
        self._close()
        if check is None or not taken:
            return None
        told = self.desk.opening.take(check.key, taken[-1])
        return self.refused(told) if isinstance(told, Refused) else None

    def _look(self, photo: str, title: str) -> Move:
        return PhotoViewerScreen(self.office, title, (photo,), 0, title)

    def _send(self) -> Move:
        told = self.desk.opening.report()
        self.renew()
        return self.refused(told) if isinstance(told, Refused) else None


def _line(opening: Opening, check: Check) -> Line:
    row = opening.shot(check.key)
    return Line(check, row or ShotRow(check.key, ShotState.NEEDED, ""))
