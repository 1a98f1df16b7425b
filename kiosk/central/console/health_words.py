"""A box's devices as people say them: what each is, how it stands, what is wrong with it."""

from collections.abc import Mapping

from kiosk.central.console.phrases import N_, Phrases

DEVICES: Mapping[str, str] = {  # N_ marks what is translated where it is shown
    "camera": N_("camera"),
    "scanner": N_("scanner"),
    "door": N_("reader at the door"),
    "printer": N_("printer"),
    "lights": N_("shelf lights"),
    "settings": N_("settings"),
    "shelf": N_("shelf node"),
    "buttons": N_("shelf buttons"),
    "buzzer": N_("buzzer"),
    "speech": N_("speech"),
    "terminal": N_("card terminal"),
    "mail": N_("mail to the central"),
    "storage": N_("database"),
    "counter": N_("counter's program"),
}
STATES: Mapping[str, str] = {
    "off": N_("off"),
    "absent": N_("not connected"),
    "opening": N_("starting"),
    "ready": N_("works"),
    "degraded": N_("works in part"),
    "failed": N_("does not work"),
}
TROUBLES: Mapping[str, str] = {
    "paper_out": N_("no paper"),
    "paper_low": N_("paper runs low"),
    "cover_open": N_("cover open"),
    "cutter": N_("cutter jammed"),
    "offline": N_("printer offline"),
    "absent": N_("not connected"),
    "lost": N_("connection lost"),
    "busy": N_("another program has it"),
    "protocol": N_("another device than the settings say"),
    "timeout": N_("does not answer"),
    "black": N_("picture is black"),
    "blurred": N_("picture is blurred"),
    "missing_library": N_("a part of the program is missing"),
    "misconfigured": N_("its settings are wrong"),
    "denied": N_("may not be used"),
    "stuck": N_("a button is held down"),
    "deaf": N_("takes no lights"),
    "no_backup": N_("no backup could be made"),
    "differs": N_("books differ from the journal"),
    "flood": N_("sends without end"),
    "simulated": N_("for practice only"),
    "stopped": N_("does not run"),
}
ALARMS: Mapping[str, str] = {  # what is counted of a box
    "duplicates": N_("told twice"),
    "turned_away": N_("packets turned away"),
    "moved": N_("on another board"),
    "clone": N_("two boxes with one name"),
    "chain_broken": N_("chain of the journal broken"),
    "conflict": N_("conflicts"),
    "snapshot_failed": N_("books could not be taken over"),
    "history_parted": N_("histories parted"),
    "new_epoch": N_("journal begun anew"),
    "letters_begin_anew": N_("letters begun anew"),
    "letters_forgotten": N_("letters forgotten"),
}


def device_word(name: str, phrases: Phrases) -> str:
    """Return what a device is called; the name it has at its box where it has one of its own."""
    return phrases.known(DEVICES, name)


def alarm_word(word: str, phrases: Phrases) -> str:
    """Return what was counted of a box; the word itself where it is not known here."""
    return phrases.known(ALARMS, word)


def device_state(state: str, what: str, phrases: Phrases) -> str:
    """Return how a device stands; what is wrong with it, where that is known.

    Args:
        state: in the box's word, of any version.
        what: what is wrong, in its word; empty for nothing.
        phrases: the reader's language.
    """
    return phrases.known(TROUBLES, what) if what else phrases.known(STATES, state)
