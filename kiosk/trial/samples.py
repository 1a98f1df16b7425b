"""Sample goods, and the two busiest sample screens: home with its keypad, a list with its map."""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from kiosk.hw.ports import Colour, Picture
from kiosk.ui.kit.bar import TopBar
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs, Tile, Typing
from kiosk.ui.kit.cells import CellBadge, ShelfMap, Spot, rack_view
from kiosk.ui.kit.eye import CameraView
from kiosk.ui.kit.health import Banner, HealthItem, Trouble
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.rail import Rail, RailItem
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.sheets import Progress
from kiosk.ui.kit.viewer import Thumb
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label, Line, NumText

LIT = frozenset({"C-03", "A-02"})
WELL = (
    HealthItem("lights", "lightbulb"),
    HealthItem("camera", "photo_camera"),
    HealthItem("printer", "print"),
    HealthItem("mail", "cloud_done"),
)
ILL = (
    *WELL[:2],
    HealthItem("printer", "print_error", "No paper", "bad"),
    HealthItem("mail", "cloud_off", "No network, 7 waiting", "warn"),
)
_RAIL = (
    RailItem("issue", "barcode_scanner", "Issue"),
    RailItem("accept", "move_to_inbox", "Accept", 24),
    RailItem("returns", "assignment_return", "Returns"),
    RailItem("ship", "local_shipping", "Shipment"),
    RailItem("stock", "inventory_2", "Stock"),
    RailItem("analytics", "bar_chart", "Analytics"),
    RailItem("menu", "menu", "Menu"),
)
_SPOTS = {
    "B-14": Spot("B-14", taken=True),
    "C-03": Spot("C-03", lamp=Colour.AMBER),
    "A-02": Spot("A-02", lamp=Colour.BLUE),
    "A-05": Spot("A-05", blocked=True),
    "C-04": Spot("C-04", wanted=True),
}


class Goods(Struct, frozen=True):
    """One line of a list."""

    code: str
    title: str
    meta: str
    cell: str


GOODS = (
    Goods("0931", "Wireless headphones Sonora Air", "white, 49.90", "B-14"),
    Goods("0930", "Summer trainers Vento, size 39", "beige, 39, 34.50", "B-14"),
    Goods("0929", "Granite frying pan 26 cm with a lid and two handles", "21.90", "C-03"),
    Goods("0928", "The young engineer, gift edition in two volumes", "8.90", "C-03"),
    Goods("0927", "Desk lamp", "18.90", "C-04"),
    Goods("0926", "Enamel mug", "6.90", "A-02"),
)


def nothing() -> Move:
    """Stay."""
    return None


def goods_row(pictures: Mapping[str, bytes], goods: object) -> Widget:
    """Make the row of one thing."""
    assert isinstance(goods, Goods)  # noqa: S101
    spot = _SPOTS.get(goods.cell, Spot(goods.cell))
    return Row(
        gap=16,
        children=[
            Thumb(
                id=f"row.{goods.code}",
                label=goods.title,
                key=goods.code,
                jpeg=pictures.get(goods.code),
                do=nothing,
            ),
            Stack(
                grow=1,
                least=60,
                children=[
                    Label(label=goods.title, style="row_title", lines=2, cuts=True),
                    Label(label=goods.meta, colour="ink2", cuts=True),
                ],
            ),
            CellBadge(spot=spot),
        ],
    )


class Sample(Screen):
    """A screen with rail and bar round its content."""

    title = "Sample"
    health = WELL

    def framed(
        self, content: Widget, banner: Banner | None = None, over: Widget | None = None
    ) -> Page:
        """Put the content into a page."""
        return Page(
            rail=Rail(items=_RAIL, active="issue"),
            bar=TopBar(
                title=self.title,
                subtitle="Point 7731",
                back=Back,
                spoken=self.stage.spoken,
                health=self.health,
                open_health=nothing,
                clock="14:32",
                initials="AK",
                lock=nothing,
            ),
            content=content,
            banner=banner,
            over=over,
        )


class HomeSample(Sample):
    """Camera, keypad, four figures."""

    name = "home_sample"
    title = "Issue"

    def __init__(
        self, *, trouble: bool = False, newest: Callable[[int], Picture | None] | None = None
    ) -> None:
        self.typing = Typing()
        self.newest = newest
        self.trouble = trouble
        self.health = ILL if trouble else WELL

    def build(self) -> Widget:
        """Make the tree."""
        lay = self.skin.layout
        entry = CodeEntry(
            id="home.code",
            label="Code",
            typing=self.typing,
            hint="code, order, phone",
            enter=partial(Say, "Unknown code", "no", step="Scan another code"),
            letters=nothing,
            grow=1,
        )
        camera = CameraView(
            id="home.camera",
            newest=self.newest,
            prompt="Show the pickup code, it is read by itself",
            state="Camera",
        )
        card = Card(child=entry)
        main = Split(
            left=camera, right=card, right_wide=lay.right["home"], gap=lay.gap, grow=1, least=248
        )
        parts: list[Widget] = [main]
        if lay.size == "L" and not self.trouble:
            parts.append(Grid(columns=4, gap=lay.dense, row=180, children=self._tiles()))
        return self.framed(Stack(children=parts, gap=lay.gap), self._banner())

    @staticmethod
    def _tiles() -> list[Widget]:
        figures = (
            ("accept", "move_to_inbox", "soft", "24", "To accept"),
            ("ready", "shelves", "ok", "186", "Ready"),
            ("expiring", "hourglass_bottom", "warn", "5", "Expiring"),
            ("back", "assignment_return", "plain", "12", "Returns"),
        )
        return [
            Tile(
                id=f"home.{key}",
                label=word,
                do=nothing,
                padding=20,
                child=Stack(
                    children=[
                        Row(children=[IconBox(icon=icon, tone=tone), Spacer()]),
                        Spacer(),
                        NumText(label=number, style="kpi"),
                        Label(label=word, style="row_title"),
                    ]
                ),
            )
            for key, icon, tone, number, word in figures
        ]

    def _banner(self) -> Banner | None:
        if not self.trouble:
            return None
        return Banner(
            id="banner",
            trouble=Trouble(
                "The printer is out of paper",
                "Parcels are issued as usual. Two receipts wait for a new roll.",
                "receipt_long",
                "bad",
            ),
            actions=(Button(id="banner.how", label="How to", do=nothing),),
        )


class ListSample(Sample):
    """A list, a map and the primary button."""

    name = "list_sample"
    title = "Maria S."

    def __init__(
        self, goods: tuple[Goods, ...] = GOODS, pictures: Mapping[str, bytes] | None = None
    ) -> None:
        self.goods = goods
        self.pictures = pictures or {}
        self.taps: list[str] = []

    def build(self) -> Widget:
        """Make the tree."""
        lay = self.skin.layout
        tabs = Tabs(
            id="tab",
            choices=(("ready", "Ready 6"), ("transit", "In transit"), ("done", "Finished")),
            chosen="ready",
            pick=lambda _: None,
        )
        rows = ScrollList(
            id="list",
            items=self.goods,
            key=lambda g: getattr(g, "code", g),
            row=partial(goods_row, self.pictures),
            grow=1,
            least=lay.row,
        )
        low = Row(
            align="fill",
            gap=lay.dense,
            children=[
                Button(id="refuse", label="Refuse", icon="block", rank="danger", grow=1),
                Button(
                    id="move", label="Move", rank="outline", grow=1,
                    enabled=False, reason="Choose a parcel first",
                ),
            ],
        )  # fmt: skip
        left = Card(
            padding=(lay.padding, lay.dense),
            child=Stack(children=[tabs, rows, Line(), low], gap=lay.dense),
        )
        content = Split(
            left=left, right=self._right(), right_wide=lay.right["customer"], gap=lay.gap
        )
        return self.framed(content)

    def _right(self) -> Widget:
        lay = self.skin.layout
        racks = tuple(
            rack_view(r, [f"{r}-{i:02d}" for i in range(1, 16)], _SPOTS, 3) for r in "ABC"
        )
        style = "section" if lay.size == "S" else "cell"
        chart = Card(
            fill="rail",
            grow=1,
            least=90,
            padding=lay.dense,
            child=Stack(
                gap=lay.dense,
                children=[
                    CellBadge(spot=_SPOTS["C-03"], style=style),
                    ShelfMap(id="map", racks=racks, open=lambda _: None, grow=1, least=60),
                ],
            ),
        )
        words = Row(
            children=[
                Label(label="Picked 2 of 6", style="row_title", grow=1, least=40),
                Label(label="Code ok", style="chip", colour="ok"),
            ]
        )
        issue = Button(
            id="issue.confirm", label="Issue 2 of 6", icon="handshake-fill", rank="primary",
            do=self._issue,
        )  # fmt: skip
        return Stack(gap=12, children=[chart, words, Progress(done=2, of=6), issue])

    def _issue(self) -> Move:
        self.taps.append("issue.confirm")
        return Say("Issued", "ok")
