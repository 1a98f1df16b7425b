"""Sample screens that show every widget: the kit's tests, figures and pictures use them."""

from collections.abc import Mapping

from kiosk.trial.samples import HomeSample, ListSample, nothing
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, HoldButton, Toggle, Typing
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.keys import PinDots, PinPad
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.sheets import Dialog, Sheet, Toast
from kiosk.ui.kit.viewer import Thumb, Viewer, zoom_buttons
from kiosk.ui.kit.widget import Back, Widget
from kiosk.ui.kit.words import Chip, Initials, Label, NumText


class LockSample(Screen):
    """Clock, initials, PIN pad."""

    name = "lock_sample"
    private = True

    def __init__(self) -> None:
        self.typing = Typing(12)
        self.typing.text = "123"

    def build(self) -> Widget:
        """Make the tree."""
        lay = self.skin.layout
        small = lay.size == "S"
        clock = Stack(
            children=[
                Spacer(),
                NumText(label="14:32", style="clock", colour="rail_mark"),
                Label(label="Tuesday, 24 November", style="section", colour="rail_text"),
                Label(label="Point 7731", colour="rail_text"),
                Spacer(),
                Row(
                    children=[Chip(label="Badge or PIN", icon="badge", tone="rail"), Spacer()],
                ),
            ],
            gap=8,
        )
        who = Row(
            gap=24,
            children=[
                Spacer(),
                Initials(label="AK", chosen=True, diameter=64),
                Initials(label="IS", diameter=64, fill="rail_on", ink="rail_mark"),
                Spacer(),
            ],
        )
        pad = PinPad(id="pin", typing=self.typing, enter=nothing, grow=1, least=248)
        panel = Card(
            fill="rail",
            shadow=False,
            padding=lay.dense,
            child=Stack(
                gap=lay.dense,
                children=[*([] if small else [who]), PinDots(typing=self.typing), pad],
            ),
        )
        split = Split(left=clock, right=panel, right_wide=lay.right["home"], gap=lay.gap)
        return Page(
            ground="rail",
            content=Card(
                fill="rail", radius="cell", shadow=False, padding=lay.padding, child=split
            ),
        )


class ViewerSample(Screen):
    """A picture over the whole screen."""

    name = "viewer_sample"

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self.pictures = pictures

    def build(self) -> Widget:
        """Make the tree."""
        lay, skin = self.skin.layout, self.skin
        side = lay.height - 2 * lay.padding
        viewer = Viewer(
            id="viewer", key="0930", jpeg=self.pictures.get("0930"), title="Trainers", wide=side
        )
        thumbs = [
            Thumb(
                id=f"thumb.{key}", label=key, key=key, jpeg=jpeg, edge_px=skin.px(76),
                do=nothing, glass=False, chosen=key == "0930",
            )
            for key, jpeg in list(self.pictures.items())[:3]
        ]  # fmt: skip
        words = Stack(
            gap=lay.dense,
            grow=1,
            children=[
                Row(
                    children=[
                        Spacer(),
                        Button(id="viewer.close", label="Close", icon="close", bare=True,
                               rank="dark_key", do=Back),
                    ]
                ),
                Label(label="Summer trainers Vento, size 39", style="title", colour="rail_mark",
                      lines=2, cuts=True),
                Row(children=[Label(label="Cell", colour="rail_text", grow=1),
                              Label(label="B-14", style="row_title", colour="rail_mark")]),
                Spacer(),
                Row(children=[*thumbs], gap=12),
                Row(children=[*zoom_buttons(viewer, skin)], gap=12),
            ],
        )  # fmt: skip
        return Page(
            ground="viewer",
            content=Card(
                fill="viewer", radius="cell", shadow=False, padding=lay.padding,
                child=Row(children=[viewer, words], gap=lay.gap, align="fill"),
            ),
        )  # fmt: skip


class OverSample(ListSample):
    """The list under a sheet, a dialog or the keyboard."""

    name = "over_sample"

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what
        self.typing = Typing()

    def build(self) -> Widget:
        """Make the tree."""
        page = super().build()
        assert isinstance(page, Page)  # noqa: S101
        if self.what == "keyboard":
            page.over = Keyboard(
                id="keys", typing=self.typing, title="Title", language="ru", enter=nothing,
                close=nothing,
            )  # fmt: skip
        elif self.what == "dialog":
            page.over = Dialog(
                id="ask", title="Cancel the visit?", words="All parcels go back to their cells.",
                actions=(Button(id="ask.no", label="Keep it", do=nothing),
                         HoldButton(id="ask.yes", label="Hold to cancel", rank="danger",
                                    do=nothing)),
            )  # fmt: skip
        elif self.what == "toast":
            page.toast = Toast(
                label="Issued 2 parcels",
                action=Button(id="undo", label="Undo", icon="undo", rank="dark_key",
                              style="button", do=nothing),
            )  # fmt: skip
        else:
            body = Stack(
                gap=12,
                children=[
                    Label(label="Why is it refused?", colour="ink2"),
                    Toggle(id="why.size", label="Does not fit", is_on=True, do=nothing),
                    Toggle(id="why.broken", label="Damaged", do=nothing),
                ],
            )
            page.over = Sheet(
                id="sheet", title="Refuse an item", child=body, close=nothing,
                actions=(Button(id="sheet.back", label="Back", rank="outline", do=nothing),
                         Button(id="sheet.go", label="Refuse 1", rank="primary", do=nothing)),
            )  # fmt: skip
        return page


def samples(pictures: Mapping[str, bytes]) -> tuple[Screen, ...]:
    """Make one of every sample screen."""
    return (
        HomeSample(),
        HomeSample(trouble=True),
        ListSample(pictures=pictures),
        LockSample(),
        ViewerSample(pictures),
        *(OverSample(what) for what in ("sheet", "dialog", "keyboard", "toast")),
    )
