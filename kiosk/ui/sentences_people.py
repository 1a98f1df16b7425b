"""What the screen says to refusals about people: signing in, PINs, badges, the team."""

from collections.abc import Mapping

from kiosk.core.refusals import Reason
from kiosk.ui.sentence import Sentence, n_

PEOPLE: Mapping[Reason, Sentence] = {
    Reason.WRONG_BADGE_OR_PIN: Sentence(n_("Wrong badge or PIN"), n_("Try again")),
    Reason.SIGN_IN_LOCKED: Sentence(
        n_("Too many tries"), n_("Wait, or ask a manager"), n_("Too many tries, wait {seconds} s")
    ),
    Reason.BADGE_TAKEN: Sentence(
        n_("This badge is somebody else's"), n_("Take one that nobody has yet")
    ),
    Reason.PIN_TOO_SIMPLE: Sentence(
        n_("This PIN is too simple"), n_("No rows, no repeats, no dates"),
        n_("The PIN must have {digits} digits and not be simple"),
    ),
    Reason.SIGN_IN_HELD: Sentence(
        n_("Too many wrong PINs today"), n_("Ask a manager to sign in and unlock you")
    ),
    Reason.PIN_WITH_OWNER: Sentence(
        n_("Whoever has power chooses the PIN with an owner"),
        n_("An owner signs in: Menu, Team, your name"),
    ),
    Reason.PIN_LOST: Sentence(
        n_("This box has lost the key to its PINs"),
        n_("The owner or the network resets it; then choose a new one"),
    ),
    Reason.PIN_SHORT: Sentence(
        n_("This PIN is too short here"), n_("Scan your badge first, if yours is shorter"),
        n_("A PIN has {digits} digits here"),
    ),
    Reason.LAST_OWNER: Sentence(
        n_("The point needs an owner"), n_("Make somebody else an owner first")
    ),
    Reason.NOT_YOURSELF: Sentence(
        n_("Nobody changes this of themselves"), n_("Ask another owner, or the network")
    ),
    Reason.BLOCKED: Sentence(n_("This person is blocked"), n_("Unblock them first")),
    Reason.HAS_PIN: Sentence(n_("This person has a PIN"), n_("Take it away first")),
}  # fmt: skip
