"""What a screen of networks looks like: the list, how the box stands, and what is asked."""

from functools import partial
from typing import Protocol

from kiosk.core.wifi import NetFault, Security, Spot
from kiosk.ui.kit.bars import Bars
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile, Typing
from kiosk.ui.kit.keyboard import ORDER, Keyboard
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.network_words import fault_words, reach_words, shown_name, signal_word
from kiosk.workflows.networks import Joining, Sight

_LATIN = ("en", "signs")  # a password has Latin signs alone


class Networked(Protocol):
    """A screen of networks, as what draws it sees it."""

    sight: Sight | None
    joining: Joining | None
    chosen: Spot | None
    asked_for: Spot | None
    is_naming: bool
    is_hidden: bool
    is_shown: bool
    typing: Typing
    naming: Typing

    @property
    def skin(self) -> Skin:
        """The skin it is drawn with."""

    @property
    def phrases(self) -> Phrases:
        """The language it speaks."""

    @property
    def is_busy(self) -> bool:
        """Whether an answer of the network is awaited."""

    def look_around(self) -> Move:
        """Look around again."""

    def choose(self, spot: Spot) -> Move:
        """Take a network of the list."""

    def enter(self, spot: Spot) -> Move:
        """Join a network that is kept."""

    def ask(self, spot: Spot) -> Move:
        """Ask for its password."""

    def forget(self, spot: Spot) -> Move:
        """Forget a network."""

    def name_it(self) -> Move:
        """Ask for the name of a hidden network."""

    def named(self) -> Move:
        """Take the name that was typed."""

    def written(self) -> Move:
        """Take the password that was typed."""

    def reveal(self) -> Move:
        """Show the password, or hide it."""

    def typed(self) -> Move:
        """Show what is typed so far."""

    def close(self) -> Move:
        """Ask nothing any more."""


def content(part: Networked) -> Widget:
    """Return the networks at the left, how the box stands at the right."""
    lay = part.skin.layout
    return Split(
        left=Card(child=_list(part), padding=lay.dense),
        right=_side(part),
        right_wide=lay.right["customer"],
        gap=lay.gap,
        grow=1,
        least=200,
    )


def _list(part: Networked) -> Widget:
    say, sight = part.phrases.text, part.sight
    if sight is None:
        empty = say("Looking for networks.")
    elif sight.fault is not None:
        empty = fault_words(sight.fault, part.phrases)
    else:
        empty = say("No Wi-Fi is in reach.")
    return ScrollList(
        id="network.list",
        items=sight.spots if sight else (),
        key=lambda spot: spot.name,  # type: ignore[attr-defined]
        row=partial(_row, part),
        row_px=max(64, part.skin.px(72)),
        empty=empty,
        grow=1,
        least=80,
    )


def _row(part: Networked, item: object) -> Widget:
    spot: Spot = item  # type: ignore[assignment]
    say = part.phrases.text
    words = [
        Label(label=shown_name(spot.name), style="row_title", cuts=True),
        Label(label=_about(spot, part.phrases), colour="ink2", cuts=True),
    ]
    chip = [Chip(label=say("Remembered"), tone="soft")] if spot.is_kept else []
    if spot.is_joined:
        chip = [Chip(label=say("Joined"), tone="ok", icon="check")]
    tone = "ok" if spot.is_joined else "soft"
    return Tile(
        id=f"network.{spot.name}",
        label=shown_name(spot.name),
        padding=8,
        shadow=False,
        do=partial(part.choose, spot),
        child=Row(
            gap=12,
            children=[
                Bars(level=_level(spot.signal), tone=tone, edge_px=44),
                Stack(grow=1, least=80, children=words),
                *chip,
            ],
        ),
    )


def _about(spot: Spot, phrases: Phrases) -> str:
    say = phrases.text
    if not spot.signal and not spot.is_joined:
        return say("Not heard now")
    kind = {
        Security.OPEN: say("Open, no password"),
        Security.OTHER: say("Cannot be joined here"),
    }.get(spot.security, say("With a password"))
    return f"{signal_word(spot.signal, phrases)} · {kind}"


def _level(signal: int) -> int:
    """Return how many of four bars a strength of 0 to 100 is."""
    return max(1, min(4, 1 + signal // 25))


def _side(part: Networked) -> Widget:
    say, lay = part.phrases.text, part.skin.layout
    absent = part.sight is not None and part.sight.fault is NetFault.ABSENT
    hidden = Button(id="network.hidden", label=say("Hidden network"), icon="keyboard",
                    rank="outline", enabled=not absent, reason=say("This box manages no Wi-Fi"),
                    do=part.name_it)  # fmt: skip
    again = Button(id="network.look", label=say("Search again"), icon="sync", rank="outline",
                   pending=part.is_busy, do=part.look_around)  # fmt: skip
    icon = IconBox(icon="wifi_off" if absent else "language", tone="rail", edge_px=64)
    body = Stack(
        gap=lay.dense,
        children=[
            Spacer(),
            Row(children=[Spacer(), icon, Spacer()]),
            *(Label(label=line, style=style, colour=colour, align="centre", lines=4)
              for line, style, colour in _told(part)),
            Spacer(),
        ],
    )  # fmt: skip
    card = Card(fill="rail", grow=1, least=120, child=body)
    return Stack(children=[card, hidden, again], gap=12)


def _told(part: Networked) -> list[tuple[str, str, str]]:
    say, sight = part.phrases.text, part.sight
    small = ("row_meta", "rail_text")
    if part.joining is not None:
        name = shown_name(part.joining.wifi.name)
        back = say("If it gives no address, the box goes back to where it was.")
        return [(say("Joining {name}", name=name), "section", "rail_mark"), (back, *small)]
    practice = say("A network to practise with: nothing outside changes.")
    seldom = [(practice, *small)] if sight and sight.practises else []
    if sight is not None and sight.fault is NetFault.ABSENT:
        cable = say("Its network comes by cable: plug one in, then search again.")
        return [(say("No Wi-Fi here"), "section", "rail_mark"), (cable, *small), *seldom]
    standing = sight.standing if sight else None
    hint = say("Scan the Wi-Fi code of the point, or choose a network and type its password.")
    if standing is None:
        return [(hint, *small), *seldom]
    where = say("A cable")
    if not standing.wired:
        where = shown_name(standing.name) if standing.name else say("No network")
    far = reach_words(standing.reach, part.phrases)
    return [(where, "section", "rail_mark"), (far, *small), (hint, *small), *seldom]


def over(part: Networked) -> Widget | None:
    """Return what is asked: about a network that is kept, for a name, for a password."""
    if part.chosen is not None:
        return _sheet(part, part.chosen)
    if part.is_naming:
        return Keyboard(
            id="network.name",
            typing=part.naming,
            title=part.phrases.text("Name of the hidden network"),
            language=part.phrases.language,
            layouts=(*ORDER, "signs"),
            enter=part.named,
            close=part.close,
            typed=part.typed,
        )
    if part.asked_for is None:
        return None
    name, say = shown_name(part.asked_for.name), part.phrases.text
    title = say("Password of {name}", name=name)
    if part.is_hidden:
        title = say("Password of {name}, nothing if it has none", name=name)
    return Keyboard(
        id="network.keys",
        typing=part.typing,
        title=title,
        language="en",
        layouts=_LATIN,
        dots=not part.is_shown,
        reveal=part.reveal,
        enter=part.written,
        close=part.close,
        typed=part.typed,
    )


def _sheet(part: Networked, spot: Spot) -> Widget:
    say = part.phrases.text
    forget = Button(
        id="network.forget", label=say("Forget it"), rank="danger", do=partial(part.forget, spot)
    )
    if spot.is_joined:
        words = say("The box is in this network. Forgotten, it leaves it at once.")
        actions: tuple[Widget, ...] = (forget,)
    else:
        words = say("The box joins it by itself when it is in reach.")
        other = Button(id="network.other", label=say("Another password"), rank="outline",
                       do=partial(part.ask, spot))  # fmt: skip
        enter = Button(id="network.join", label=say("Join"), rank="primary",
                       do=partial(part.enter, spot))  # fmt: skip
        actions = (forget, enter) if spot.security is Security.OPEN else (forget, other, enter)
    return Sheet(
        id="network.sheet",
        title=shown_name(spot.name),
        child=Stack(children=[Label(label=words, colour="ink2", lines=3)]),
        actions=actions,
        close=part.close,
    )
