"""The network: what is in reach; joining one by a code or a password, and back if it fails."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.wifi import NetFault, Security, Spot, Standing, Wifi, checked
from kiosk.hw.ports import Scan
from kiosk.ui.kit.bars import Bars
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile, Typing
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.network_words import fault_words, reach_words, shown_name, signal_word
from kiosk.ui.screens.office import Office
from kiosk.workflows.networks import Joining, Sight

_MOST_PASSWORD = 64
_LAYOUTS = ("en", "signs")  # a password has Latin signs alone


class NetworkScreen(Framed):
    """The networks in reach, and how the box is connected.

    Args:
        office: the counter.
    """

    name = "network"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.sight: Sight | None = None
        self.joining: Joining | None = None
        self.asked_for: Spot | None = None  # whose password is typed
        self.typing, self.is_shown = Typing(_MOST_PASSWORD), False
        self._before: Wifi | None = None  # scanned again, it is joined at once

    def entered(self) -> None:
        """Look around."""
        if self.sight is None and self.joining is None:
            self._look()

    def left(self) -> None:
        """Forget what was seen, typed and begun: its answer may never come here."""
        self.joining = self.sight = self.asked_for = None
        self.typing.clear()

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Network")

    def leave(self) -> Move:
        """Go back; from the keyboard to the list."""
        if self.asked_for is not None:
            return self._close()
        return super().leave()

    # -- what it looks like ----------------------------------------------------------------------

    def content(self) -> Widget:
        """Return the networks at the left, how the box stands at the right."""
        lay = self.skin.layout
        return Split(
            left=Card(child=self._list(), padding=lay.dense),
            right=self._side(),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    def _list(self) -> Widget:
        say = self.phrases.text
        sight = self.sight
        if sight is None:
            empty = say("Looking for networks.")
        elif sight.fault is not None:
            empty = fault_words(sight.fault, self.phrases)
        else:
            empty = say("No Wi-Fi is in reach.")
        return ScrollList(
            id="network.list",
            items=sight.spots if sight else (),
            key=lambda spot: spot.name,  # type: ignore[attr-defined]
            row=self._row,
            row_px=max(64, self.skin.px(72)),
            empty=empty,
            grow=1,
            least=80,
        )

    def _row(self, item: object) -> Widget:
        spot: Spot = item  # type: ignore[assignment]
        say = self.phrases.text
        kind = {
            Security.OPEN: say("Open, no password"),
            Security.OTHER: say("Cannot be joined here"),
        }.get(spot.security, say("With a password"))
        words = [
            Label(label=shown_name(spot.name), style="row_title", cuts=True),
            Label(label=f"{signal_word(spot.signal, self.phrases)} · {kind}", colour="ink2",
                  cuts=True),
        ]  # fmt: skip
        chip = [Chip(label=say("Joined"), tone="ok", icon="check")] if spot.is_joined else []
        tone = "ok" if spot.is_joined else "soft"
        return Tile(
            id=f"network.{spot.name}",
            label=shown_name(spot.name),
            padding=8,
            shadow=False,
            do=partial(self._choose, spot),
            child=Row(
                gap=12,
                children=[
                    Bars(level=_level(spot.signal), tone=tone, edge_px=44),
                    Stack(grow=1, least=80, children=words),
                    *chip,
                ],
            ),
        )

    def _side(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        is_busy = self.sight is None or self.joining is not None
        again = Button(id="network.look", label=say("Look again"), icon="sync", rank="outline",
                       pending=is_busy, do=self._look)  # fmt: skip
        globe = IconBox(icon="language", tone="rail", edge_px=72)
        body = Stack(
            gap=lay.dense,
            children=[
                Spacer(),
                Row(children=[Spacer(), globe, Spacer()]),
                *(Label(label=line, style=style, colour=colour, align="centre", lines=4)
                  for line, style, colour in self._told()),
                Spacer(),
            ],
        )  # fmt: skip
        return Stack(children=[Card(fill="rail", grow=1, least=120, child=body), again], gap=12)

    def _told(self) -> list[tuple[str, str, str]]:
        say = self.phrases.text
        if self.joining is not None:
            name = shown_name(self.joining.wifi.name)
            return [
                (say("Joining {name}", name=name), "section", "rail_mark"),
                (say("If it gives no address, the box goes back to where it was."),
                 "row_meta", "rail_text"),
            ]  # fmt: skip
        standing = self.sight.standing if self.sight else None
        hint = say("Scan the Wi-Fi code of the point, or choose a network and type its password.")
        if standing is None:
            return [(hint, "row_meta", "rail_text")]
        where = say("A cable")
        if not standing.wired:
            where = shown_name(standing.name) if standing.name else say("No network")
        return [
            (where, "section", "rail_mark"),
            (reach_words(standing.reach, self.phrases), "row_meta", "rail_text"),
            (hint, "row_meta", "rail_text"),
        ]

    def over(self) -> Widget | None:
        """Return the keyboard while a password is typed."""
        if self.asked_for is None:
            return None
        name = shown_name(self.asked_for.name)
        return Keyboard(
            id="network.keys",
            typing=self.typing,
            title=self.phrases.text("Password of {name}", name=name),
            language="en",
            layouts=_LAYOUTS,
            dots=not self.is_shown,
            reveal=self._reveal,
            enter=self._typed_all,
            close=self._close,
            typed=self._typed,
        )

    # -- what it does ----------------------------------------------------------------------------

    def scanned(self, scan: Scan) -> Move:
        """Join the network of a Wi-Fi code; any other code means what it means everywhere."""
        wifi = self.desk.networks.read(scan.text)
        if wifi is None:
            return super().scanned(scan)
        if isinstance(wifi, Refused):
            return self.refused(wifi)
        return self._join(wifi)

    def _look(self) -> Move:
        look = self.desk.networks.look()
        if isinstance(look, Refused):
            return self.refused(look)
        self.sight = None
        self.stage.later(look, self._seen, slow=True)
        self.renew()
        return None

    def _seen(self, sight: Sight) -> Move:
        self.sight = sight
        self.renew()
        return None

    def _choose(self, spot: Spot) -> Move:
        if self.joining is not None:
            return Say(self.phrases.text("One moment, a network is being joined"))
        if spot.is_joined:
            return Say(self.phrases.text("The box is in this network"), "ok")
        if spot.security is Security.OTHER:
            step = self.phrases.text("Take one with a WPA password")
            return Say(self.phrases.text("Cannot be joined here"), "no", step=step)
        if spot.security is Security.OPEN:
            return self._join(Wifi(spot.name, Security.OPEN))
        self.typing.clear()
        self.asked_for, self.is_shown = spot, False
        self.renew()
        return None

    def _reveal(self) -> Move:
        self.is_shown = not self.is_shown
        return self._typed()

    def _typed(self) -> Move:
        self.renew()
        return None

    def _close(self) -> Move:
        self.asked_for = None
        self.typing.clear()
        self.renew()
        return None

    def _typed_all(self) -> Move:
        if self.asked_for is None:
            return None
        wifi = checked(Wifi(self.asked_for.name, self.asked_for.security, self.typing.text))
        if isinstance(wifi, Refused):
            return self.refused(wifi)  # what was typed stays, to be mended
        self._close()
        return self._join(wifi)

    def _join(self, wifi: Wifi) -> Move:
        if self.joining is not None:
            return Say(self.phrases.text("One moment, a network is being joined"))
        standing = self.sight.standing if self.sight else None
        joining = self.desk.networks.begin(wifi, standing.name if standing else "")
        if isinstance(joining, Refused):
            return self.refused(joining)
        self.joining = joining
        self.stage.later(joining.run, partial(self._joined, joining), slow=True)
        self.renew()
        return None

    def _joined(self, joining: Joining, outcome: Standing | NetFault) -> Move:
        if self.joining is joining:  # and no other one since
            self.joining = None
        refused = self.desk.networks.tick()
        self._look()
        if refused is not None:
            return self.refused(refused)
        if isinstance(outcome, NetFault):
            step = self.phrases.text("The box is where it was before")
            return Say(fault_words(outcome, self.phrases), "no", step=step)
        name = shown_name(joining.wifi.name)
        return Say(self.phrases.text("Joined {name}", name=name), "ok")


def _level(signal: int) -> int:
    """Return how many of four bars a strength of 0 to 100 is."""
    return max(1, min(4, 1 + signal // 25))
