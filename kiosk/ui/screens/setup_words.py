"""Words of the set-up: its fields, and why the network did not let a box in."""

from kiosk.ui.phrases import Phrases


def field_of_setup(field: str, phrases: Phrases) -> str:
    """Return what a field of the invitation is called."""
    say = phrases.text
    return {
        "code": say("Enrolment code"),
        "server": say("The network's address, https://"),
        "fingerprint": say("Fingerprint, if one was told"),
    }[field]


def not_let_in(word: str, phrases: Phrases) -> str:
    """Return why a box was not let in, and what to do; a word nobody knows is told as it is."""
    say = phrases.text
    known = {
        "mistyped": say("This cannot be the code: a sign is wrong or missing. Look again."),
        "code_refused": say("The network does not take this code. Ask it for a new one."),
        "too_many": say("Too many wrong codes came from here. Try again in an hour."),
        "no_network": say("The network cannot be reached. Look at the cable or the Wi-Fi."),
        "clock": say("The clock is wrong here or there. It comes right with the network."),
        "not_trusted": say("What answers there is not your network. Nothing was told to it."),
        "later": say("The network is busy. Try again in a minute, with the same code."),
    }
    return known.get(word) or say("It did not work; tell your network: {word}", word=word)
