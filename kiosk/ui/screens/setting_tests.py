"""From a page of the settings to the test of its devices: print, shine, look."""

from functools import partial

from kiosk.ui.kit.boxes import Row
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.framed import Framed

_ICONS = {"printer": "print", "lights": "lightbulb", "camera": "photo_camera"}
_MOST = 2  # beside each other; of more lamp chains the health screen has the rest


def with_a_test(screen: Framed, page: str) -> tuple[str, ...]:
    """Return the devices whose test a page of the settings leads to."""
    if page not in _ICONS:
        return ()
    return tuple(d.device for d in screen.desk.health.devices() if d.kind == page)[:_MOST]


def row_of_tests(screen: Framed, page: str, devices: tuple[str, ...]) -> Widget:
    """Return the first line of a page: its tests, at its top where no offer to undo covers them.

    Args:
        screen: with the page.
        page: its section.
        devices: `with_a_test`.
    """
    say = screen.phrases.text
    keys = [
        Button(
            id=f"settings.test.{device}",
            label=say("Try it") if len(devices) == 1 else device_label(device, screen.phrases),
            icon=_ICONS[page],
            rank="outline",
            do=partial(screen.office.doors.device, device),
        )
        for device in devices
    ]
    name = {
        "printer": say("Test print"),
        "lights": say("Test of the lights"),
        "camera": say("What the camera sees"),
    }[page]
    words = Label(label=name, style="row_title", lines=2, grow=1, least=100)
    return Row(gap=screen.skin.layout.dense, children=[words, *keys])


def device_label(device: str, phrases: Phrases) -> str:
    """Return what one of several devices of a kind is called."""
    say = phrases.text
    known = {"printer": say("Receipt printer"), "label_printer": say("Label printer")}
    return known.get(device, device)
