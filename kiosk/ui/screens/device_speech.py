"""The test of the voice that calls cells out, and its switch."""

from functools import partial

from kiosk.ui.kit.boxes import Spacer
from kiosk.ui.kit.buttons import Button, Toggle
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.framed import Framed


def speech_test(screen: Framed) -> list[Widget]:
    """Return what lets the voice be heard, and silences it.

    Args:
        screen: the device's.
    """
    say, callout = screen.phrases.text, screen.desk.callout
    words = say("It calls out the cell you are led to, never a name. Each in their own language.")
    return [
        Label(label=words, colour="ink2", lines=4),
        Toggle(
            id="speech.on",
            label=say("Call the cells out"),
            is_on=not callout.is_mute,
            do=partial(_switch, screen),
        ),
        Spacer(),
        Button(
            id="speech.try",
            label=say("Let it speak"),
            icon="volume_up",
            rank="primary",
            do=partial(_tried, screen),
        ),
    ]


def _switch(screen: Framed) -> Move:
    callout = screen.desk.callout
    callout.mute(on=not callout.is_mute)
    screen.renew()
    return None


def _tried(screen: Framed) -> Move:
    screen.desk.callout.tried()
    return Say(screen.phrases.text("It should have sounded"), "ok")
