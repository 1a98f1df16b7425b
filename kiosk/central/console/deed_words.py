"""What people did at the console, in words; the audit keeps the name of it."""

from collections.abc import Mapping
from contextlib import suppress

from kiosk.central.console.answer_words import answers_words
from kiosk.central.console.phrases import N_, Phrases
from kiosk.central.users import Deed

DEEDS: Mapping[str, str] = {  # N_ marks what is translated where it is shown
    "sign_in": N_("Sign-in"),
    "sign_in.second": N_("Second factor"),
    "sign_in.invite": N_("Sign-in by invitation"),
    "sign_out": N_("Sign-out"),
    "user.password": N_("Own password set"),
    "user.second": N_("Own second factor set"),
    "denied": N_("A page above the role"),
    "enrol.code": N_("Code for a box"),
    "device.revoke": N_("Certificate taken back"),
    "device.block": N_("Box turned away"),
    "device.trust": N_("Box let in on its board"),
    "device.resync": N_("Everything sent anew"),
    "point.place": N_("Point put on the map"),
    "delivery.look": N_("List looked through"),
    "delivery.send": N_("Delivery sent"),
    "photo.look": N_("Photo looked at"),
    "decide": N_("Decision"),
    "quarantine.replay": N_("Taken in out of quarantine"),
    "quarantine.leave": N_("Left in quarantine"),
    "claim.settle": N_("Claim settled"),
    "policy.send": N_("Rules sent"),
    "staff.keep": N_("Person kept"),
    "staff.block": N_("Person blocked"),
    "staff.admit": N_("Person let in again"),
    "staff.reset_pin": N_("PIN to be set anew"),
    "erasure.ask": N_("Erasure asked for"),
    "erasure.back": N_("Erasure taken back"),
    "opening.invite": N_("Opening invited"),
    "opening.look": N_("Applicant looked at"),
    "opening.say": N_("Message to the partner"),
    "opening.approve": N_("Opening approved"),
    "opening.review": N_("Opening taken into review"),
    "opening.contract": N_("Contract sent"),
    "opening.deposit": N_("Deposit asked for"),
    "opening.fit_out": N_("Fit-out begun"),
    "opening.launch": N_("Point launched"),
    "opening.expire": N_("Opening ended by its deadline"),
    "opening.decide": N_("Decision on an opening"),
    "opening.reject": N_("Opening turned down"),
    "opening.rework": N_("Photos to be taken again"),
    "update.start": N_("Roll-out begun"),
    "update.act": N_("Decision on a roll-out"),
    "update.advance": N_("Roll-out to the next ring"),
    "update.pause": N_("Roll-out paused"),
    "update.resume": N_("Roll-out resumed"),
    "update.withdraw": N_("Roll-out ended"),
    "update.ring": N_("Ring of a point"),
}
OUTCOMES: Mapping[str, str] = {
    "done": N_("done"),
    "wrong": N_("wrong"),
    "locked": N_("locked"),
    "role": N_("role too low"),
    "no authority": N_("no authority"),
    "cannot be read": N_("cannot be read"),
    "unreadable": N_("cannot be read"),
    "the form cannot be read": N_("cannot be read"),
    "no such point": N_("no such point"),
    "nothing was looked through": N_("nothing was looked through"),
    "nothing to see": N_("nothing to see"),
    "without words": N_("without words"),
}


def deed_word(action: str, phrases: Phrases) -> str:
    """Return what was done; its own name where another version did it."""
    return phrases.known(DEEDS, action)


def outcome_word(deed: Deed, phrases: Phrases) -> str:
    """Return what came of it; as whoever did it was told where no other language has it."""
    if deed.told:
        with suppress(LookupError, TypeError, ValueError):  # another version's sentence
            return answers_words(deed.told, phrases)
    return phrases.known(OUTCOMES, deed.outcome)
