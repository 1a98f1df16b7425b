"""Devices in words: names, states, what to do, and what they tell of themselves."""

from collections.abc import Iterator, Mapping

from kiosk.hw.ports import DeviceState
from kiosk.ui.phrases import Phrases
from kiosk.workflows.desk import Desk

ICONS = {
    "camera": "photo_camera",
    "scanner": "barcode_scanner",
    "door": "qr_code_scanner",
    "printer": "print",
    "lights": "lightbulb",
    "shelf": "shelves",
    "buttons": "touch_app",
    "buzzer": "volume_up",
    "speech": "volume_up",
    "terminal": "payments",
    "mail": "cloud_done",
    "storage": "hard_drive",
}


def kind_name(kind: str, phrases: Phrases) -> str:
    """Return what a kind of device is called."""
    say = phrases.text
    names = {
        "camera": say("Camera"),
        "scanner": say("Scanner"),
        "door": say("Reader at the door"),
        "printer": say("Printer"),
        "lights": say("Shelf lights"),
        "settings": say("Settings"),
        "shelf": say("Shelf node"),
        "buttons": say("Shelf buttons"),
        "buzzer": say("Buzzer"),
        "speech": say("Speech"),
        "terminal": say("Card terminal"),
        "mail": say("Mail to the central"),
        "storage": say("Database"),
    }
    return names.get(kind, kind)


def device_name(device: str, kind: str, desk: Desk, phrases: Phrases) -> str:
    """Return a device's name: its kind, and its own where there are several of the kind."""
    name = kind_name(kind, phrases)
    alike = [d for d in desk.health.devices() if d.kind == kind]
    return f"{name} · {device}" if len(alike) > 1 else name


def state_words(state: DeviceState, phrases: Phrases) -> str:
    """Return how a device stands."""
    say = phrases.text
    words = {
        DeviceState.OFF: say("Off"),
        DeviceState.ABSENT: say("Not connected"),
        DeviceState.OPENING: say("Starting"),
        DeviceState.READY: say("Works"),
        DeviceState.DEGRADED: say("Works in part"),
        DeviceState.FAILED: say("Does not work"),
    }
    return words[state]


def todo_words(what: str, phrases: Phrases) -> str:
    """Return what to do about a fault or a printer's state, empty when nothing is known."""
    say = phrases.text
    words = {
        "paper_out": say("Put in a new roll, then close the cover"),
        "paper_low": say("Have a new roll ready"),
        "cover_open": say("Close the cover"),
        "cutter": say("Clear the cutter, then switch the printer off and on"),
        "offline": say("Press the printer's feed button"),
        "absent": say("Check the cable and the power"),
        "lost": say("Check the cable and the power"),
        "busy": say("Another program has it; call the technician"),
        "protocol": say("It is not what the settings say; call the technician"),
        "timeout": say("It does not answer; it is started anew"),
        "black": say("Nothing can be seen: is something before it?"),
        "blurred": say("The picture is blurred: wipe the lens"),
        "missing_library": say("A part of the program is missing; call the technician"),
        "misconfigured": say("Its settings are wrong; call the technician"),
        "denied": say("It may not be used; call the technician"),
        "stuck": say("A button is held down: free it"),
        "deaf": say("Switch on UDP realtime in WLED"),
        "no_backup": say("No backup could be made; call the technician"),
        "differs": say("The books differ from the journal; call the technician"),
        "flood": say("It sends without end; unplug it"),
        "simulated": say("It is for practice: no money moves"),
    }
    return words.get(what, "")


def fact_lines(
    facts: Mapping[str, str | int | float | bool], phrases: Phrases
) -> Iterator[tuple[str, str]]:
    """Yield what a device tells of itself: what it is called here, and its value."""
    say = phrases.text
    names = {
        "driver": say("Connected by"),
        "path": say("Port"),
        "host": say("Address"),
        "rate": say("Speed, baud"),
        "model": say("Model"),
        "profile": say("Model"),
        "width": say("Width"),
        "height": say("Height"),
        "format": say("Picture format"),
        "fps": say("Pictures a second"),
        "engines": say("Reads codes with"),
        "proves": say("Proves its prints"),
        "leds": say("Lamps"),
        "cells": say("Lamps"),
        "brightness": say("Brightness, of 31"),
        "buttons": say("Buttons"),
        "stuck": say("Held down"),
        "node": say("Node"),
        "dropped": say("Messages dropped"),
        "temp_c": say("Temperature, °C"),
        "pictures": say("Pictures"),
        "version": say("Version"),
    }
    for key, value in facts.items():
        if key in names and value != "":
            if isinstance(value, bool):
                yield names[key], say("Yes") if value else say("No")
            else:
                yield names[key], f"{value:g}" if isinstance(value, float) else str(value)
