"""Words of the equipment check: what each line is called, how it stands, what to do about it."""

from kiosk.core.opening_words import CheckKind
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import selftest_words
from kiosk.ui.screens.device_words import device_name, kind_name
from kiosk.workflows.desk import Desk
from kiosk.workflows.equipment import EquipmentLine, Mark

K = CheckKind
ICONS = {
    K.READER: "barcode_scanner",
    K.LIGHTS: "lightbulb",
    K.LABELS: "qr_code",
    K.SLIP: "print",
    K.BUTTON: "touch_app",
    K.LINK: "cloud_done",
    K.CLOCK: "schedule",
}
TONES = {
    Mark.WAITS: "plain",
    Mark.RUNS: "plain",
    Mark.SKIPPED: "plain",
    Mark.PASSED: "ok",
    Mark.FAILED: "bad",
    Mark.NOT_THERE: "plain",
}


def mark_word(mark: Mark, phrases: Phrases) -> str:
    """Return how a line stands."""
    say = phrases.text
    return {
        Mark.WAITS: say("Waits"),
        Mark.RUNS: say("Now"),
        Mark.SKIPPED: say("Not tried"),
        Mark.PASSED: say("Passed"),
        Mark.FAILED: say("Failed"),
        Mark.NOT_THERE: say("Not there"),
    }[mark]


def line_icon(line: EquipmentLine) -> str:
    """Return the picture of what a line is about; a camera reads, and is no scanner."""
    is_camera = line.test is not None and line.test.kind == "camera"
    return "photo_camera" if is_camera else ICONS[line.kind]


def line_name(line: EquipmentLine, desk: Desk, phrases: Phrases) -> str:
    """Return what a line is about: the device by its name, or what is missing."""
    say = phrases.text
    if line.test is not None:
        return device_name(line.test.device, line.test.kind, desk, phrases)
    return {
        K.READER: say("Scanner or camera"),
        K.LIGHTS: kind_name("lights", phrases),
        K.LABELS: say("Shelf labels"),
        K.SLIP: kind_name("printer", phrases),
        K.BUTTON: kind_name("buttons", phrases),
        K.LINK: kind_name("mail", phrases),
        K.CLOCK: say("Clock"),
    }[line.kind]


def found_words(line: EquipmentLine, phrases: Phrases) -> str:
    """Return what was found, or what to do about it; empty before it was tried."""
    say = phrases.text
    if line.mark in {Mark.WAITS, Mark.RUNS}:
        return ""
    if line.mark is Mark.NOT_THERE:
        return _missing(line, phrases)
    if line.kind is K.CLOCK:
        is_sure = line.mark is Mark.PASSED
        unsure = say("The time is not sure; it comes with the network")
        return say("The time is sure") if is_sure else unsure
    if line.kind is K.LINK and line.mark is Mark.FAILED:
        return say("No network: look at its cable and router, then try again")
    if line.chain is not None and line.good:
        return _lamps(line, phrases)
    return selftest_words.found_words(line.test, phrases) if line.test else ""


def _lamps(line: EquipmentLine, phrases: Phrases) -> str:
    say = phrases.text
    if line.chain is not None and line.chain.is_far:  # its node alone knows which stay dark
        return say("Every lamp was lit once")
    return say("{n} of {m} lamps shine; mark each that stays dark", n=line.good, m=line.of)


def _missing(line: EquipmentLine, phrases: Phrases) -> str:
    say = phrases.text
    if line.kind is K.READER:
        return say("Connect one, then check everything again")
    if line.kind is K.LIGHTS and line.chain is not None:
        return say("None of its lamps is a cell's: map them first")
    return say("The point can open without it")
