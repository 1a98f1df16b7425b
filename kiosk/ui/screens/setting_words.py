"""What settings and their values are called on the screen."""

from kiosk.core.settings import OFF, ON, THEME, ZOOM
from kiosk.ui.phrases import Phrases
from kiosk.workflows.networks import KEPT, WIFI

LANGUAGE = "own.language"
LANGUAGE_NAMES = {"ru": "Русский", "pt": "Português", "en": "English"}
_DOTS_MM = 8  # of a receipt printer's line


def section_word(section: str, phrases: Phrases) -> str:
    """Return what a page of the settings is called."""
    say = phrases.text
    return {
        "own": say("Mine"),
        "sound": say("Sound"),
        "printer": say("Printer"),
        "lights": say("Lights"),
        "camera": say("Camera"),
        "before": say("Changes"),
    }.get(section, section)


def setting_word(key: str, phrases: Phrases) -> str:
    """Return what a setting is called; one that this version does not know by its key."""
    say = phrases.text
    words = {
        LANGUAGE: say("Language"),
        THEME: say("Look"),
        ZOOM: say("Text size"),
        WIFI: say("Wi-Fi"),
        KEPT: say("Kept Wi-Fi"),
        "sound.on": say("Sounds"),
        "sound.volume": say("Volume"),
        "sound.voice": say("Call the cells out"),
        "sound.voice_rate": say("Speed of the voice"),
        "camera.size": say("Picture"),
        "camera.rotate": say("Hangs upside down"),
        "camera.focus": say("Sharpness"),
        "printer.width": say("Width of the print"),
        "printer.cutter": say("Cutter"),
        "printer.qr": say("QR codes"),
        "printer.mode": say("Text"),
        "lights.max_lit": say("Cells lit at once"),
        "lights.brightness": say("Brightness"),
    }
    return words.get(key) or words.get(_without_device(key), key)


def device_word(key: str, phrases: Phrases) -> str:
    """Return which device a setting is of, empty where there is one alone."""
    section, *device, _ = key.split(".")
    if section == "printer":
        say = phrases.text
        return say("Label printer") if device == ["label"] else say("Receipt printer")
    return ".".join(device)


def value_word(key: str, value: str, phrases: Phrases) -> str:
    """Return what a value is called; one of another version as it is."""
    say = phrases.text
    if value in {ON, OFF}:
        return say("On") if value == ON else say("Off")
    match _without_device(key):
        case "sound.volume" | "own.zoom":
            return f"{value} %"
        case "own.language":
            return LANGUAGE_NAMES.get(value, value or say("The point's own"))
        case "printer.width" if value.isdigit():
            return say("{n} mm", n=int(value) // _DOTS_MM)
        case "camera.rotate":
            return {"0": say("No"), "180": say("Yes")}.get(value, value)
        case "camera.size":
            return value.replace(" x ", " \u00d7 ")
        case plain:
            return _choices(plain, phrases).get(value, value or "—")


def _choices(key: str, phrases: Phrases) -> dict[str, str]:
    say = phrases.text
    return {
        THEME: {
            "light": say("Light"),
            "dark": say("Dark"),
            "contrast": say("High contrast"),
        },
        "printer.cutter": {
            "full": say("Cuts through"),
            "partial": say("Leaves a bridge"),
            "none": say("Has none"),
        },
        "printer.qr": {"raster": say("Drawn here"), "native": say("By the printer")},
        "printer.mode": {"raster": say("Drawn here"), "text": say("By the printer")},
        "camera.focus": {"continuous": say("By itself"), "fixed": say("At 25 cm")},
    }.get(key, {})


def _without_device(key: str) -> str:
    section, *_, name = key.split(".")
    return f"{section}.{name}"
