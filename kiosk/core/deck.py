"""The deck of command cards: which there are, and what each is called."""

from collections.abc import Iterator

from kiosk.core import codes
from kiosk.core.codes import CodeKind
from kiosk.core.papers import Wording
from kiosk.core.papers_visit import refuse_word
from kiosk.core.policy import BagKind, Check, Policy

LANGUAGE_CARDS = {"lang:ru": "Русский", "lang:pt": "Português", "lang:en": "English"}
_USUAL_REASONS = tuple(map(Check, ("size", "looks", "not_as_told", "changed_mind")))
_USUAL_BAGS = (BagKind("M"), BagKind("L"))


def code(card: str) -> str:
    """Return what the QR code of a card says."""
    return f"CMD:{card}"


def cards(wording: Wording, policy: Policy | None = None) -> dict[str, str]:
    """Return every card that presses something, and its name in the point's language.

    Args:
        wording: how this point writes.
        policy: the network's rules, None where none are known yet: the usual ones then.
    """
    say = wording.words
    named = {
        "ok": say("OK"),
        "back": say("Back"),
        "home": say("Home screen"),
        "lock": say("Lock the screen"),
        "next": say("Next"),
        "issue": say("Issue"),
        **dict(_bags(wording, policy)),
        **dict(_reasons(wording, policy)),
        "defect": say("With a defect"),
        "tryon": say("Try on"),
        "notfound": say("Not on the shelf"),
        "park": say("Let wait"),
        "undo": say("Undo"),
        "photo": say("Take a photo"),
        "damaged": say("Damaged"),
        "digits": say("No label"),
        "sticker": say("Print the sticker again"),
        "reprint": say("Print the paper again"),
        "full": say("The cell is full"),
        "empty": say("It is empty"),
        "seal": say("Seal the box"),
        "inspect": say("Somebody must look inside"),
        **LANGUAGE_CARDS,
    }
    return {card: name for card, name in named.items() if _can_be_read(card)}


def _bags(wording: Wording, policy: Policy | None) -> Iterator[tuple[str, str]]:
    for kind in policy.bags if policy else _USUAL_BAGS:
        yield f"bag:{kind.bag}", wording.words("Bag {size}").format(size=kind.bag)


def _reasons(wording: Wording, policy: Policy | None) -> Iterator[tuple[str, str]]:
    """Yield a card for each reason to refuse; where the network knows none, the one without."""
    reasons = policy.refuse_reasons if policy else _USUAL_REASONS
    if not reasons:
        yield "refuse", wording.words("Not taken")
    for reason in reasons:
        why = refuse_word(reason.key, reasons, wording.words, wording.language)
        yield f"refuse:{reason.key}", wording.words("Refuse: {why}").format(why=why)


def _can_be_read(card: str) -> bool:
    """Whether our scanners take it for a card: a network may name things otherwise."""
    found = codes.read(code(card), "qr", lambda _: None)
    return (found.kind, found.text) == (CodeKind.COMMAND, card)
