"""From a page of the settings to the test of its devices: print, shine, look."""

from functools import partial

from kiosk.ui.kit.boxes import Row
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Widget
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.framed import Framed

_PRINTERS = ("printer", "label_printer")
_ICONS = {"printer": "print", "lights": "lightbulb", "camera": "photo_camera"}
_MOST = 3  # beside each other; of more lamp chains the health screen has the rest


def ways_to_test(screen: Framed, page: str) -> list[Widget]:
    """Return a row of the tests there are on a page of the settings, none where there is none.

    Args:
        screen: with the page.
        page: its section.
    """
    if page not in _ICONS:
        return []
    found = [d.device for d in screen.desk.health.devices() if d.kind == page][:_MOST]
    keys: list[Widget] = [
        Button(
            id=f"settings.test.{device}",
            label=named_test(page, device, screen.phrases, is_alone=len(found) == 1),
            icon=_ICONS[page],
            rank="outline",
            do=partial(screen.office.doors.device, device),
            grow=1,
        )
        for device in found
    ]
    return [Row(children=keys, gap=12)] if keys else []


def named_test(page: str, device: str, phrases: Phrases, *, is_alone: bool) -> str:
    """Return what the test of a device is called, with its name where there are several.

    Args:
        page: the section of the settings.
        device: its name in the settings file.
        phrases: the language.
        is_alone: whether no other one has a test there.
    """
    say = phrases.text
    verb = {
        "printer": say("Test print"),
        "lights": say("Test the lights"),
        "camera": say("See what the camera sees"),
    }[page]
    if is_alone:
        return verb
    names = dict(zip(_PRINTERS, (say("Receipt printer"), say("Label printer")), strict=True))
    return f"{verb} · {names.get(device, device)}"
