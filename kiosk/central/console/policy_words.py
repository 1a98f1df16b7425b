"""What the settings of a policy are called, and the choices among them."""

from collections.abc import Mapping

from kiosk.central.console.phrases import N_, Phrases

_YES, _NO = N_("yes"), N_("no")
SETTINGS: Mapping[str, str] = {  # N_ marks what is translated where it is shown
    "policy": N_("rules"),
    "version": N_("version"),
    "storage_days": N_("storage, days"),
    "pickup_code": N_("kind of pickup code"),
    "code_days_ahead": N_("codes sent ahead, days"),
    "undo_s": N_("time to undo, s"),
    "expiring_h": N_("storage ends soon: hours before"),
    "document": N_("when a document is looked at"),
    "digits_min": N_("last digits of a code, at least"),
    "damaged": N_("damaged at acceptance"),
    "pay_here": N_("customers pay here"),
    "payment_tries": N_("tries to pay"),
    "try_on_min": N_("time to try on, min"),
    "partial_refusal": N_("a part may be refused"),
    "pii_days": N_("names are kept, days"),
    "evidence_days": N_("photos are kept, days"),
    "code_tries": N_("wrong codes for a customer"),
    "code_tries_window_min": N_("wrong codes for a customer are counted, min"),
    "counter_tries": N_("wrong codes at a counter"),
    "counter_tries_window_min": N_("wrong codes at a counter are counted, min"),
    "delegate": N_("somebody else may collect"),
    "sessions_max": N_("visits at once"),
    "curtain_s": N_("the screen is covered after, s"),
    "lock_s": N_("the screen is locked after, s"),
    "day_ends_h": N_("a day ends at, h after midnight"),
    "late_min": N_("a delivery is late after, min"),
    "accept_within_min": N_("time to accept a delivery, min"),
    "pull_within_h": N_("time to take down what is over its term, h"),
    "claim_days": N_("time for a claim, days"),
    "offline_min": N_("offline is told after, min"),
    "queue_old_min": N_("unsent events are told after, min"),
    "park_min": N_("an idle visit waits after, min"),
    "abandon_min": N_("an idle visit is given up after, min"),
    "one_scan": N_("one scan hands over a ready parcel"),
    "badge_alone_min": N_("a badge alone is enough after a PIN, min"),
    "photos_damage": N_("photos of damage"),
    "damage_kinds": N_("kinds of damage"),
    "photo_side": N_("longer side of a photo, pixels"),
    "journal_days": N_("the journal is kept, days"),
    "slotting_moves": N_("parcels to move to a better cell, a night"),
    "count_days": N_("a cell is counted every, days"),
    "box_max_open": N_("open boxes of goods"),
    "box_max_items": N_("goods in a box"),
    "box_open_h": N_("a box stays open, h"),
    "box_max_kg": N_("weight of a box, kg"),
    "box_max_moves": N_("moves between boxes"),
    "box_classes": N_("kinds of boxes"),
    "pack_return_h": N_("a return is packed within, h"),
    "warehouse": N_("warehouse"),
    "photo_at_seal": N_("photo when a box is sealed"),
    "photo_at_arrival": N_("photo when a delivery arrives"),
    "photo_at_accept": N_("photo when a parcel is accepted"),
    "photo_at_issue": N_("photo when a parcel is handed out"),
    "photo_at_hand_over": N_("photo when a shipment leaves"),
    "photo_at_give_back": N_("photo when a seller collects"),
    "photo_at_drop_off": N_("photo when a parcel is dropped off"),
    "dispose_days": N_("goods are disposed of after, days"),
    "photos_dispose": N_("photos of a disposal"),
    "no_request": N_("goods brought back unannounced"),
    "photos_return": N_("photos of a return"),
    "return_checklist": N_("checklist of a return"),
    "not_returnable": N_("goods that are not taken back"),
    "forbidden": N_("goods that are not sent"),
    "dropoff_max_kg": N_("weight of a parcel dropped off, kg"),
    "refuse_reasons": N_("reasons to refuse goods"),
    "photos_defect": N_("photos of a defect"),
    "bags": N_("kinds of bags"),
    "shots": N_("pictures of the fit-out"),
    "papers": N_("papers of an opening"),
    "location_rules": N_("what a place should be like"),
    "trial_parcels": N_("parcels of the trial delivery"),
    "fit_out_days": N_("time for the fit-out, days"),
    "deposit_minor": N_("deposit"),
    "deposit_currency": N_("currency of the deposit"),
}
CHOICES: Mapping[str, str] = {  # by setting and word
    "pickup_code.long": N_("long, such as 12345678*1234"),
    "pickup_code.last4+6": N_("last four of the phone, and six digits"),
    "pickup_code.order+6": N_("order, and six digits"),
    "document.age": N_("where age matters"),
    "document.always": N_("always"),
    "document.never": N_("never"),
    "damaged.keep": N_("set aside"),
    "damaged.reject": N_("back to the driver"),
    "delegate.yes": N_("with the code"),
    "delegate.document": N_("with the code and a document of their own"),
    "delegate.no": N_("not allowed"),
    "no_request.refuse": N_("refused"),
    "no_request.keep": N_("kept until the network decides"),
}

NOUGHTS: Mapping[str, str] = {  # what 0 means, where it is no number of anything
    "badge_alone_min": N_("the PIN is asked for each time"),
    "slotting_moves": N_("never"),
    "dispose_days": N_("never"),
    "deposit_minor": N_("none"),
}


def setting_word(name: str, phrases: Phrases) -> str:
    """Return what a setting is called; its own name where this program does not know it."""
    return phrases.known(SETTINGS, name)


def setting_value(value: object, name: str, phrases: Phrases) -> str | None:
    """Return how people say what a setting is; None where nobody says it but a program.

    Args:
        value: as JSON has it.
        name: of the setting.
        phrases: the reader's language.
    """
    if isinstance(value, bool):
        return phrases.text(_YES if value else _NO)
    if isinstance(value, str):
        known = CHOICES.get(f"{name}.{value}")
        return phrases.text(known) if known else None
    if value == 0 and name in NOUGHTS:
        return phrases.text(NOUGHTS[name])
    return phrases.number(value) if isinstance(value, int | float) else None
