"""A claim: what came wrong, or what the warehouse says; what proves it; the word to raise it."""

from functools import partial

from kiosk.core import codes
from kiosk.core.facts.claiming import ClaimAbout
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.viewer import Thumb
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.goods import damage_of, title_of
from kiosk.ui.screens.hits import state_word
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.photo_viewer import PhotoViewerScreen
from kiosk.ui.sentences import refusal
from kiosk.workflows.claims import ClaimCard

_SHOWN = 3  # photos beside each other


class ClaimScreen(Framed):
    """What may be claimed of a delivery, or of a shipment that the warehouse disputes.

    Args:
        office: the counter.
        subject: its id.
    """

    name = "claim"
    section = "menu"

    def __init__(self, office: Office, subject: str) -> None:
        super().__init__(office)
        self.subject = subject

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Claim")

    def content(self) -> Widget:
        """Return what is wrong at the left; the term, the photos and the button at the right."""
        card, lay = self.desk.claims.card(self.subject), self.skin.layout
        if isinstance(card, Refused):
            return Card(child=Label(label=refusal(card, self.phrases)[0], lines=2))
        return Split(
            left=Card(child=self._wrong(card), padding=lay.dense),
            right=Stack(children=[self._about(card), *self._verbs(card)], gap=12),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    # -- left --------------------------------------------------------------------------------------

    def _wrong(self, card: ClaimCard) -> Widget:
        if card.about is ClaimAbout.SHIPMENT:
            return self._words_of_warehouse(card)
        rows = ScrollList(
            id="claim.list",
            items=(*card.boxes, *card.parcels),
            row=self._row,
            row_px=max(72, self.skin.px(76)),
            empty=self.phrases.text("Nothing was missing or damaged."),
            grow=1,
            least=80,
        )
        return Stack(children=[rows])

    def _words_of_warehouse(self, card: ClaimCard) -> Widget:
        say = self.phrases.text
        words = card.comment or say("The warehouse gave no reason.")
        return Stack(
            gap=self.skin.layout.dense,
            children=[
                Label(label=say("The warehouse says"), style="strong", colour="ink2"),
                Label(label=words, style="section", lines=5),
                Spacer(),
            ],
        )

    def _row(self, item: object) -> Widget:
        say = self.phrases.text
        if isinstance(item, str):
            name, detail, icon = (
                say("Box …{tail}", tail=codes.tail(item)),
                say("Missing"),
                "package_2",
            )
        else:
            parcel: Parcel = item  # type: ignore[assignment]
            name, icon = title_of(parcel, self.phrases), "error"
            detail = state_word(parcel.state.value, self.phrases)
            if parcel.state is ParcelState.QUARANTINED:
                detail = damage_of(self, parcel) or detail
            detail = f"…{codes.tail(parcel.parcel)} · {detail}"
        return Row(
            gap=16,
            children=[
                IconBox(icon=icon, tone="warn", edge_px=52),
                Stack(
                    grow=1,
                    least=100,
                    children=[
                        Label(label=name, style="row_title", cuts=True),
                        Label(label=detail, colour="ink2", cuts=True),
                    ],
                ),
            ],
        )

    # -- right -------------------------------------------------------------------------------------

    def _about(self, card: ClaimCard) -> Widget:
        say, lay, day = self.phrases.text, self.skin.layout, self.phrases.day
        is_delivery = card.about is ClaimAbout.DELIVERY
        what = say("Delivery {id}", id=card.subject) if is_delivery else say("Shipment")
        if card.claimed_at:
            said = say("Raised on {day}. The network decides.", day=day(card.claimed_at))
        elif card.until:
            said = say("The network hears claims until {day}", day=day(card.until))
        else:
            said = say("The network named no term")
        return Card(
            fill="rail",
            grow=1,
            least=120,
            child=Stack(
                gap=lay.dense,
                children=[
                    Spacer(),
                    Label(label=what, style="section", colour="rail_mark", align="centre", lines=2),
                    Label(label=said, colour="rail_text", align="centre", lines=3),
                    *self._photos(card),
                    Spacer(),
                ],
            ),
        )

    def _photos(self, card: ClaimCard) -> list[Widget]:
        photos, say = card.photos, self.phrases
        count = say.count("{n} photo goes along", "{n} photos go along", len(photos))
        words = count if photos else say.text("There is no photo to prove it")
        edge = self.skin.px(72)
        thumbs: list[Widget] = [
            Thumb(id=f"claim.photo.{n}", label=say.text("Photo"), key=name, edge_px=edge,
                  jpeg=self.desk.photos.photo(name), do=partial(self._look, photos, n))
            for n, name in enumerate(photos[:_SHOWN])
        ]  # fmt: skip
        line = Label(label=words, colour="rail_text", align="centre", lines=2)
        strip = [Row(children=[Spacer(), *thumbs, Spacer()], gap=12)] if thumbs else []
        return [line, *strip]

    def _verbs(self, card: ClaimCard) -> list[Widget]:
        say, doors = self.phrases.text, self.office.doors
        is_delivery = card.about is ClaimAbout.DELIVERY
        door = doors.accept if is_delivery else doors.handover
        see = Button(
            id="claim.see",
            label=say("See the delivery") if is_delivery else say("See the shipment"),
            rank="outline",
            do=partial(door, card.subject),
        )
        if card.claimed_at:
            chip = Chip(label=say("Claimed"), tone="ok", icon="check")
            return [Row(children=[Spacer(), chip, Spacer()]), see]
        raise_ = Button(id="claim.raise", label=say("Raise the claim"), icon="compare",
                        rank="primary", do=self._raise)  # fmt: skip
        return [see, raise_]

    def _look(self, photos: tuple[str, ...], at: int) -> Move:
        title = self.phrases.text("Photos")
        return PhotoViewerScreen(self.office, self.subject, photos, at, title)

    def _raise(self) -> Move:
        card = self.desk.claims.claim(self.subject)
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        return Say(self.phrases.text("The claim is raised; the network decides"), "ok")
