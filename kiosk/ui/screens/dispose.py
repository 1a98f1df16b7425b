"""What nobody wants back: the lit cells one after the other, each parcel photographed and gone."""

from functools import partial
from typing import cast

from kiosk.core import codes
from kiosk.core.codes import Code, CodeKind
from kiosk.core.evidence import Skipped, skipped_by
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState, Purpose
from kiosk.ui.kit.boxes import Card, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, HoldButton
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.commands import CARDS_OF
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.goods import goods_row, title_of
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.photo_sheet import PhotoSheet, words_for
from kiosk.ui.sentences import refusal


class DisposeScreen(Framed):
    """The list of what may be disposed of, and the parcel in hand.

    Args:
        office: the counter.
    """

    name = "dispose"
    section = "ship"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.now: Parcel | None = None
        self.shooting = False  # the camera's sheet is open
        self._skipped: Skipped | None = None

    def title(self) -> str:
        """Return what is done here."""
        return self.phrases.text("Disposal")

    def entered(self) -> None:
        """Light the cells of what may go."""
        self.desk.disposal.light()

    def left(self) -> None:
        """Let the lamps go dark."""
        self.desk.disposal.dark()
        self.shooting = False

    def content(self) -> Widget:
        """Return the list and what to do now."""
        due, lay = self.desk.disposal.due(), self.skin.layout
        if isinstance(due, Refused):
            return Card(child=Label(label=refusal(due, self.phrases)[0], lines=2))
        rows = ScrollList(
            id="dispose.list",
            items=tuple((parcel, self._spot(parcel)) for parcel in due),
            row=partial(self._row, due=due),
            row_px=max(72, self.skin.px(84)),
            empty=self.phrases.text("Nothing is to be disposed of."),
            grow=1,
            least=80,
        )
        return Split(
            left=Card(child=Stack(children=[rows])),
            right=Stack(children=self._in_hand(self.now) if self.now else self._next(due), gap=12),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _row(self, item: object, *, due: tuple[Parcel, ...]) -> Widget:
        parcel, spot = cast("tuple[Parcel, Spot | None]", item)
        day = self.phrases.day(parcel.returning_since or parcel.changed_at)
        tail = codes.tail(parcel.parcel)
        words = self.phrases.text("…{tail} · going back since {date}", tail=tail, date=day)
        detail = Label(label=words, colour="ink2", cuts=True)
        return goods_row(self, parcel, detail, due, [CellBadge(spot=spot) if spot else Spacer()])

    def _spot(self, parcel: Parcel) -> Spot | None:
        if parcel.cell is None:
            return None
        lamps = self.desk.lamps
        lamp = lamps.colour_of(parcel.cell) if parcel.cell in lamps.shown.lit else None
        return Spot(parcel.cell, lamp=lamp, wanted=lamp is None)

    # -- the parcel in hand ------------------------------------------------------------------------

    def _next(self, due: tuple[Parcel, ...]) -> list[Widget]:
        say = self.phrases.text
        if not due:
            return [self._said(say("All done"), "")]
        spot = next(filter(None, map(self._spot, due)), None)
        if spot is None:
            return [self._said(say("Scan a parcel that lies on the counter"), "")]
        head = say("Take from the lit cell") if spot.lamp else say("Take from this cell")
        badge = CellBadge(spot=spot, style="cell")
        return [self._said(head, say("Then scan the parcel"), badge)]

    def _in_hand(self, parcel: Parcel) -> list[Widget]:
        say, shots = self.phrases.text, self._photos(parcel).shots()
        why = self.desk.photos.why_not()
        missing = 0 if self._skipped else shots.wanted - len(shots.taken)
        number = Label(
            label=f"…{codes.tail(parcel.parcel)}", colour="rail_text", align="centre", lines=2
        )
        if missing <= 0:
            step = say("It leaves the books for good")
        elif why is None:
            step = say("Photos: {n} of {m}", n=len(shots.taken), m=shots.wanted)
        else:
            step = say("No photo was taken: {why}", why=words_for(why, self.phrases))
        about = self._said(title_of(parcel, self.phrases), step, number)
        if missing > 0 and why is None:
            shoot = Button(
                id="dispose.photo",
                label=say("Take a photo"),
                icon="photo_camera",
                rank="primary",
                do=self._shoot,
            )
            return [about, self._back(), shoot]
        return [about, self._back(), self._hold("dispose.confirm")]

    def _back(self) -> Widget:
        return Button(
            id="dispose.back",
            label=self.phrases.text("Keep it"),
            rank="outline",
            do=self._keep,
        )

    def _hold(self, name: str) -> HoldButton:
        return HoldButton(
            id=name,
            label=self.phrases.text("Hold to dispose of it"),
            icon="block",
            rank="danger",
            tall=self.skin.layout.primary,
            do=self._dispose,
        )

    def _said(self, words: str, step: str, *between: Widget) -> Widget:
        parts = [
            Spacer(),
            Label(label=words, style="section", colour="rail_mark", align="centre", lines=3),
            *between,
            Label(label=step, style="row_meta", colour="rail_text", align="centre", lines=3),
            Spacer(),
        ]
        child = Stack(children=parts, gap=self.skin.layout.dense)
        return Card(fill="rail", grow=1, least=120, child=child)

    def _photos(self, parcel: Parcel) -> PhotoSheet:
        return PhotoSheet(self, "disposal", parcel.parcel, Purpose.DISPOSAL)

    def over(self) -> Widget | None:
        """Return the camera's sheet."""
        if not self.shooting or self.now is None:
            return None
        title = self.phrases.text("Hold the parcel before the camera")
        done = self._hold("disposal.done")
        return self._photos(self.now).sheet(title, self._shut, self._without, done)

    # -- what it does ------------------------------------------------------------------------------

    def _take(self, code: str) -> Move:
        parcel = self.desk.disposal.take(code)
        self.now, self.shooting, self._skipped = None, False, None
        self.renew()
        if isinstance(parcel, Refused):
            return self.refused(parcel)
        if parcel.state is ParcelState.DISPOSED:
            return Say(self.phrases.text("Disposed of"), "ok")
        self.now = parcel
        self.desk.photos.forget_trouble()
        shots = self._photos(parcel).shots()
        if shots.wanted > len(shots.taken) and self.desk.photos.why_not() is None:
            return self._shoot()
        return None

    def _shoot(self) -> Move:
        self.shooting = True
        self.renew()
        return None

    def _shut(self) -> Move:
        self.shooting = False
        self.renew()
        return None

    def _keep(self) -> Move:
        self.now, self._skipped = None, None
        return self._shut()

    def _without(self, skipped: Skipped) -> Move:
        self._skipped = skipped
        return self._shut()

    def _dispose(self) -> Move:
        if self.now is None:
            return None
        why = self.desk.photos.why_not()
        skipped = skipped_by(why) if why and self._skipped is None else self._skipped
        gone = self.desk.disposal.dispose(self.now.parcel, skipped)
        self._keep()
        if isinstance(gone, Refused):
            return self.refused(gone)
        return Say(self.phrases.text("Disposed of"), "ok")

    # -- scans -------------------------------------------------------------------------------------

    def cards(self) -> CARDS_OF:
        """Return the command cards of this screen."""
        return {"photo": ("disposal.snap", "dispose.photo")}

    def coded(self, code: Code, source: str) -> Move:
        """Take a scanned parcel in hand; nothing is done to it yet."""
        if self.shooting and source == "camera":
            return None  # it sees the label of the very parcel it photographs
        if code.kind is CodeKind.PARCEL:
            return self._take(code.text)
        return super().coded(code, source)
