"""Pictures over the whole screen: tap any picture to come here."""

from functools import partial

from kiosk.core import codes
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.hw.ports import Scan, Signal, Tick
from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.viewer import Thumb, Viewer, zoom_buttons
from kiosk.ui.kit.widget import Back, BackWith, Move, Only, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.goods import photo_of, title_of
from kiosk.ui.screens.office import Office

_MOST_THUMBS = 4
_LOCK_S = 120


class ViewerScreen(Screen):
    """The pictures of some parcels.

    Args:
        office: the counter.
        parcels: whose pictures, in order.
        chosen: which one to begin with.
    """

    name = "viewer"
    lies_over = True

    def __init__(self, office: Office, parcels: tuple[str, ...], chosen: str) -> None:
        self.office = office
        known = office.desk.find.parcels(tuple(dict.fromkeys(parcels)))
        self.parcels = () if isinstance(known, Refused) else known
        self.at = next((i for i, p in enumerate(self.parcels) if p.parcel == chosen), 0)
        self.for_customer = False

    def build(self) -> Widget:
        """Make the tree."""
        lay = self.skin.layout
        if not self.parcels:
            return Page(ground="viewer", content=self._panel(self._close_row()))
        parcel = self.parcels[self.at]
        side = lay.height - 4 * lay.padding
        viewer = Viewer(
            id="viewer", key=photo_of(parcel), jpeg=self._jpeg(parcel),
            title=title_of(parcel, self.phrases), step=self._step, wide=side,
        )  # fmt: skip
        words = Stack(
            gap=lay.dense,
            grow=1,
            least=200,
            children=[
                self._close_row(),
                Label(
                    label=title_of(parcel, self.phrases),
                    style="title",
                    colour="rail_mark",
                    lines=3,
                    cuts=True,
                ),
                *self._facts(parcel),
                Spacer(),
                *self._thumbs(),
                Row(children=[*zoom_buttons(viewer, self.skin), *self._steps()], gap=12),
            ],
        )
        return Page(
            ground="viewer",
            content=self._panel(Row(children=[viewer, words], gap=2 * lay.gap, align="fill")),
        )

    def _panel(self, child: Widget) -> Widget:
        pad = 2 * self.skin.layout.padding
        return Card(fill="viewer", radius="cell", shadow=False, padding=pad, child=child)

    def _close_row(self) -> Widget:
        say = self.phrases.text
        show = Button(
            id="viewer.customer",
            label=say("With details") if self.for_customer else say("For the customer"),
            rank="dark_key",
            style="button",
            do=self._turn,
        )
        close = Button(
            id="viewer.close", label=say("Close"), icon="close", bare=True, rank="dark_key", do=Back
        )
        return Row(children=[Spacer(), show, close], gap=12)

    def _facts(self, parcel: Parcel) -> list[Widget]:
        """Return what the clerk sees beside the picture; the customer sees none of it."""
        if self.for_customer:
            return []
        say, item = self.phrases.text, parcel.items[0] if parcel.items else None
        pairs = [
            (say("Details"), item.detail if item else ""),
            (say("Price"), self.phrases.money(item.price_minor, parcel.currency) if item else ""),
            (say("Bar code"), item.barcode if item else ""),
            (say("Parcel"), f"…{codes.tail(parcel.parcel)}"),
            (say("Cell"), parcel.cell or ""),
        ]
        column = max(self.skin.width(name, "row_meta") for name, _ in pairs)
        return [
            Row(
                gap=self.skin.layout.gap,
                children=[
                    Label(label=name, colour="rail_text", wide=column),
                    Label(
                        label=value,
                        style="row_title",
                        colour="rail_mark",
                        grow=1,
                        least=100,
                        cuts=True,
                    ),
                ],
            )
            for name, value in pairs
            if value
        ]

    def _thumbs(self) -> list[Widget]:
        if len(self.parcels) < 2:  # noqa: PLR2004  a single picture needs no choice
            return []
        first = max(0, min(self.at - 1, len(self.parcels) - _MOST_THUMBS))
        shown = list(enumerate(self.parcels))[first : first + _MOST_THUMBS]
        thumbs = [
            Thumb(
                id=f"thumb.{p.parcel}",
                label=title_of(p, self.phrases),
                key=photo_of(p),
                jpeg=self._jpeg(p),
                edge_px=max(60, self.skin.px(76)),
                glass=False,
                chosen=i == self.at,
                do=partial(self._go, i),
            )
            for i, p in shown
        ]
        return [Row(children=thumbs, gap=12)]

    def _steps(self) -> list[Widget]:
        if len(self.parcels) < 2:  # noqa: PLR2004
            return []
        say = self.phrases.text
        ways = (
            ("back", "chevron_left", say("Picture before"), -1),
            ("next", "chevron_right", say("Next picture"), 1),
        )
        return [
            Button(
                id=f"viewer.{key}", label=label, icon=icon, bare=True, rank="dark_key",
                do=partial(self._step, way),
            )
            for key, icon, label, way in ways
        ]  # fmt: skip

    def _jpeg(self, parcel: Parcel) -> bytes | None:
        key = photo_of(parcel)
        return self.office.picture(key) if key else None

    def _step(self, way: int) -> Move:
        return self._go((self.at + way) % len(self.parcels))

    def _go(self, place: int) -> Move:
        self.at = place
        self.renew()
        return None

    def _turn(self) -> Move:
        self.for_customer = not self.for_customer
        self.renew()
        return None

    def on(self, signal: Signal) -> Move:
        """Leave the answer to a scan to the screen below; lock when nobody is here any more."""
        match signal:
            case Scan():
                return BackWith(signal)
            case Tick():
                policy = self.office.desk.counter.policy
                if self.stage.idle_s() >= (policy.lock_s if policy else _LOCK_S):
                    self.office.desk.access.sign_out()
                    return Only(self.office.doors.lock())
            case _:
                pass
        return None
