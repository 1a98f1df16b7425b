"""The test of a chain of lamps: the walk, the map, and the way back to the settings' map."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.hw.ports import LampChain
from kiosk.ui.kit.boxes import Row, Spacer
from kiosk.ui.kit.buttons import Button, HoldButton
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.framed import Framed


def lamp_test(screen: Framed, device: str) -> list[Widget]:
    """Return what can be tried with a chain.

    Args:
        screen: whose test it is.
        device: the chain's name.
    """
    say, maps = screen.phrases.text, screen.desk.lampmaps
    chain = maps.chain(device)
    if chain is None:
        return [Label(label=say("The settings name no such chain."), colour="ink2", lines=2)]
    if chain.is_far:
        words = say(
            "A shelf node drives these lamps and knows itself which is whose. Map them there."
        )
        return [Label(label=words, colour="ink2", lines=4), Spacer()]
    whose = (
        say("The map was made at this counter.")
        if maps.is_saved(device)
        else say("The map is the one of the settings.")
    )
    walk = Button(
        id="device.walk", label=say("Walk the lamps"), icon="play_arrow", rank="primary",
        do=partial(screen.office.doors.light_map, device, walking=True),
    )  # fmt: skip
    remap = Button(
        id="device.map", label=say("Map the lamps"), icon="edit",
        do=partial(screen.office.doors.light_map, device, walking=False),
    )  # fmt: skip
    words = say("The walk lights one lamp after the other and names its cell.")
    return [
        *(Row(children=[Label(label=name, colour="ink2", grow=1), Label(label=n, style="strong")])
          for name, n in _counts(screen, chain)),
        Label(label=whose, lines=2),
        Label(label=words, colour="ink2", lines=3),
        Spacer(),
        *_way_back(screen, device),
        remap,
        walk,
    ]  # fmt: skip


def _counts(screen: Framed, chain: LampChain) -> list[tuple[str, str]]:
    say = screen.phrases.text
    cells = set(chain.cells) - {""}
    dark = {cell for led, cell in enumerate(chain.cells) if led in chain.dark} - {""}
    return [
        (say("Lamps"), str(len(chain.cells))),
        (say("Cells with a lamp"), str(len(cells - dark))),
        (say("Lamps that stay dark"), str(len(chain.dark))),
    ]


def _way_back(screen: Framed, device: str) -> list[Widget]:
    if not screen.desk.lampmaps.is_saved(device):
        return []
    back = HoldButton(
        id="device.forget",
        label=screen.phrases.text("Hold: back to the settings' map"),
        rank="outline",
        do=partial(_forget, screen, device),
    )
    return [Row(children=[back, Spacer()])]


def _forget(screen: Framed, device: str) -> Move:
    refused = screen.desk.lampmaps.forget(device)
    screen.renew()
    if isinstance(refused, Refused):
        return screen.refused(refused)
    return Say(screen.phrases.text("The settings' map counts again"), "ok")
