"""Words of a self-test: how a line stands, and what its test found."""

from kiosk.hw.ports import DeviceState
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.device_words import state_words, todo_words
from kiosk.workflows.selftest import CheckLine, Verdict


def verdict_word(verdict: Verdict, phrases: Phrases) -> str:
    """Return how a line stands."""
    say = phrases.text
    words = {
        Verdict.WAITS: say("Waits"),
        Verdict.RUNS: say("Now"),
        Verdict.SKIPPED: say("Not tried"),
        Verdict.OK: say("Works"),
        Verdict.WARN: say("Look at it"),
        Verdict.FAIL: say("Does not work"),
    }
    return words[verdict]


def found_words(line: CheckLine, phrases: Phrases) -> str:
    """Return what a test found, or what to do about it; empty before it was tried."""
    say = phrases.text
    words = {
        "pictures": say("Pictures come"),
        "no_picture": say("No picture came"),
        "printed": say("The test slip was printed"),
        "unproved": say("The test slip was sent; look whether it came out"),
        "uncertain": say("Nobody knows whether the slip was printed"),
        "not_printed": say("The test slip was not printed"),
        "walked": say("Every lamp was lit once"),
        "wanted": say("The lamps serve a visit now"),
        "sounded": say("The tone was played; was it heard?"),
        "silent": say("No tone could be played"),
        "by_hand": say("Connected; its own page tries it by hand"),
        "linked": say("The central answers"),
        "no_network": say("No network; mail waits and goes by itself"),
    }
    if line.what in words:
        return words[line.what]
    states = {state.value: state for state in DeviceState}
    todo = todo_words(line.what, phrases)
    return todo or (state_words(states[line.what], phrases) if line.what in states else "")
