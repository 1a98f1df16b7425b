"""The network of a box that is nobody's yet: the counter's own screen of it, without a sign-in."""

from kiosk.hw.ports import Scan, Signal
from kiosk.ui.kit.bar import answers
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.network_part import NetworkPart
from kiosk.workflows.networks import Chooses


class SetupNetworkScreen(NetworkPart):
    """The networks in reach, before there is anybody to sign in.

    Args:
        networks: what is asked.
        code: of a Wi-Fi that was scanned before this screen was open; empty for none.
    """

    name = "setup_network"

    def __init__(self, networks: Chooses, code: str = "") -> None:
        super().__init__(networks)
        self._code = code

    def entered(self) -> None:
        """Look around; join at once what was scanned."""
        code, self._code = self._code, ""
        if not code:
            super().entered()
        elif isinstance(move := self.scanned_code(code), Say):
            self.stage.after(0.0, lambda: move)
            super().entered()

    def build(self) -> Widget:
        """Make the tree."""
        lay = self.skin.layout
        body = Stack(children=[self._head(), self.content()], gap=lay.dense)
        frame = Card(fill="rail", radius="cell", shadow=False, padding=lay.gap, child=body)
        return Page(ground="rail", content=frame, over=self.over(), toast=self.toast())

    def _head(self) -> Widget:
        say = self.phrases.text
        back = Button(id="bar.back", label=say("Back"), icon="arrow_back", bare=True,
                      rank="dark_key", do=self._leave)  # fmt: skip
        words = Label(label=say("Network"), style="title", colour="rail_mark", grow=1, least=80,
                      cuts=True)  # fmt: skip
        return Row(children=[back, words, *answers(self.stage.spoken)], gap=16)

    def _leave(self) -> Move:
        return self.close() if self.is_asking else Back()

    def on(self, signal: Signal) -> Move:
        """Join the network of a Wi-Fi code; any other code is for the screen before."""
        if not isinstance(signal, Scan):
            return None
        move = self.scanned_code(signal.text)
        if not isinstance(move, bool):
            return move
        say = self.phrases.text
        return Say(say("This is no Wi-Fi code we can use"), "no", step=say("Go back to scan it"))
