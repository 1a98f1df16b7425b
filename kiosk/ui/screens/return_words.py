"""What returns and drop-offs are called on the screen, in the words of its language."""

from kiosk.core.policy import Check
from kiosk.core.words import Condition, RejectReason
from kiosk.ui.phrases import Phrases


def check_word(check: Check, phrases: Phrases) -> str:
    """Return a line of a checklist: the network's own words, ours for the usual ones, its key."""
    say = phrases.text
    usual = {
        "same": say("It is what the picture shows"),
        "complete": say("Nothing is missing"),
        "tags": say("Tags and seals are whole"),
        "unused": say("No trace of use"),
        "packed": say("In its own packing"),
        "serial": say("The serial number is the same"),
    }
    return _named(check, usual, phrases)


def forbidden_word(goods: Check, phrases: Phrases) -> str:
    """Return what a kind of goods is called that nobody may send."""
    say = phrases.text
    usual = {
        "weapons": say("weapons"),
        "flammable": say("what burns or explodes"),
        "poison": say("poisons and drugs"),
        "money": say("money and documents"),
        "animals": say("animals and plants"),
    }
    return _named(goods, usual, phrases)


def _named(named: Check, usual: dict[str, str], phrases: Phrases) -> str:
    own = named.words.get(phrases.language) or named.words.get("en")
    return own or usual.get(named.key) or named.key


def condition_word(condition: Condition, phrases: Phrases) -> str:
    """Return how the goods are."""
    say = phrases.text
    return {
        Condition.WHOLE: say("As new"),
        Condition.FAULTY: say("With a fault"),
    }[condition]


def reject_word(reason: RejectReason, phrases: Phrases) -> str:
    """Return why goods are not taken back."""
    say = phrases.text
    return {
        RejectReason.MISMATCH: say("Other goods"),
        RejectReason.INCOMPLETE: say("Something is missing"),
        RejectReason.USED: say("It was used"),
        RejectReason.DAMAGED: say("The customer damaged it"),
        RejectReason.NO_TAGS: say("Tags or seals are gone"),
        RejectReason.CHANGED_MIND: say("The customer keeps it"),
        RejectReason.WITHDRAWN: say("The network withdrew it"),
        RejectReason.DENIED: say("The network does not take it"),
    }[reason]
