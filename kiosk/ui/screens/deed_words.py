"""What people did, in words: each fact by which a person's history is told."""

from collections.abc import Callable

from kiosk.core.codes import tail
from kiosk.core.deeds import Work
from kiosk.core.events import Event
from kiosk.core.facts.fact import Fact
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.parcel import event_word
from kiosk.ui.screens.team_words import right_word, role_word


def work_word(work: Work, phrases: Phrases) -> str:
    """Return what a part of the work is called."""
    say = phrases.text
    return {
        Work.VISITS: say("Customers"),
        Work.INBOUND: say("Deliveries"),
        Work.SHELVES: say("Shelves"),
        Work.RETURNS: say("Returns"),
        Work.OUTBOUND: say("Warehouse"),
        Work.TEAM: say("Team"),
        Work.OTHER: say("Other"),
    }[work]


def deed_word(type_: str, phrases: Phrases) -> str:
    """Return what somebody did, by the fact's type."""
    found = {
        **_visits(phrases),
        **_money(phrases),
        **_goods(phrases),
        **_shelves(phrases),
        **_opening(phrases),
        **_people(phrases),
        **_rest(phrases),
    }
    return found.get(type_) or event_word(type_, phrases)


def subject_words(event: Event, name: Callable[[str], str], phrases: Phrases) -> str:
    """Return what it was done to: a parcel's end, a cell, a sum, a colleague; never a customer.

    Args:
        event: what happened.
        name: tells by which letters a person is known.
        phrases: the language.
    """
    facts = event.facts
    parcel, amount = _of(facts, "parcel"), getattr(facts, "amount_minor", None)
    place = _of(facts, "cell") or _of(facts, "to_cell") or _of(facts, "from_cell")
    right, role, staff = (getattr(facts, field, None) for field in ("right", "role", "staff"))
    found = [
        f"…{tail(parcel)}" if parcel else _of(facts, "delivery") or _of(facts, "box"),
        place,
        phrases.money(amount, _of(facts, "currency") or "RUB") if amount is not None else "",
        name(staff) if staff else "",
        right_word(right, phrases) if right else "",
        role_word(role, phrases) if role else "",
    ]
    return " · ".join(word for word in found if word)


def _of(facts: Fact, field: str) -> str:
    return str(getattr(facts, field, None) or "")


def _visits(phrases: Phrases) -> dict[str, str]:
    say = phrases.text
    return {
        "session.opened": say("Opened a visit"),
        "session.parked": say("Let a visit wait"),
        "session.resumed": say("Went on with a visit"),
        "session.completed": say("Ended a visit"),
        "session.cancelled": say("Called a visit off"),
        "session.abandoned": say("A visit was given up"),
        "session.reopened": say("Opened a visit again"),
        "session.delegated": say("Noted who collects"),
        "document.checked": say("Checked a document"),
        "tryon.started": say("Began a try-on"),
        "tryon.ended": say("Ended a try-on"),
        "item.decided": say("Noted what the customer decided"),
        "bags.taken": say("Added bags"),
        "customer.viewed": say("Looked at a customer without a code"),
        "code.rejected": say("A pickup code did not fit"),
        "issue.refused": say("Was refused something"),
        "parcel.refused": say("Took a parcel back as refused"),
        "parcel.split": say("Split a parcel"),
    }


def _money(phrases: Phrases) -> dict[str, str]:
    say = phrases.text
    return {
        "payment.started": say("Began a card payment"),
        "payment.recorded": say("Took a payment"),
        "payment.failed": say("A payment failed"),
        "payment.refunding": say("Began to give money back"),
        "payment.reversed": say("Gave money back"),
        "claim.decided": say("Settled money that was owed"),
        "due.changed": say("The sum to pay changed"),
    }


def _goods(phrases: Phrases) -> dict[str, str]:
    say = phrases.text
    return {
        "delivery.announced": say("A delivery was announced"),
        "delivery.arrived": say("Began to accept a delivery"),
        "delivery.closed": say("Closed a delivery"),
        "delivery.cancelled": say("A delivery was called off"),
        "box.opened": say("Opened a box of a delivery"),
        "box.missed": say("A box was missing"),
        "parcel.confirmed": say("Confirmed by the network"),
        "return.expected": say("A return was announced"),
        "return.opened": say("Began a return"),
        "return.accepted": say("Took goods back"),
        "return.rejected": say("Declined a return"),
        "return.verdict": say("The network judged a return"),
        "dropoff.expected": say("A drop-off was announced"),
        "dropoff.accepted": say("Took a sender's parcel"),
        "shipment.started": say("Began a shipment"),
        "shipment.handed_over": say("Handed a shipment over"),
        "shipment.verdict": say("The network judged a shipment"),
        "box.started": say("Began a box"),
        "box.sealed": say("Sealed a box"),
        "box.reopened": say("Opened a sealed box"),
        "box.loaded": say("Checked a box for the driver"),
        "box.dropped": say("Gave a box up"),
        "storage.extended": say("The term was prolonged"),
    }


def _shelves(phrases: Phrases) -> dict[str, str]:
    say = phrases.text
    return {
        "cell.blocked": say("Closed a cell"),
        "cell.marked_full": say("Said that a cell is full"),
        "cell.freed": say("Opened a cell again"),
        "cell.counted": say("Counted a cell"),
        "cellmap.changed": say("Changed the shelf map"),
        "lamps.mapped": say("Set the lamps up"),
        "lamps.unmapped": say("Forgot how the lamps were set up"),
        "stocktake.started": say("Began a stocktake"),
        "stocktake.widened": say("Counted more cells"),
        "stocktake.applied": say("Applied a stocktake"),
        "stocktake.discarded": say("Gave a stocktake up"),
    }


def _people(phrases: Phrases) -> dict[str, str]:
    say = phrases.text
    return {
        "shift.opened": say("Signed in"),
        "day.opened": say("Opened the day"),
        "day.handed_over": say("Handed the counter over"),
        "day.closed": say("Closed the day"),
        "day.reopened": say("Opened the day again"),
        "shift.closed": say("Signed out"),
        "login.failed": say("A sign-in failed"),
        "pin.set": say("A PIN was chosen"),
        "pin.reset": say("Took a PIN away"),
        "badge.bound": say("Gave a badge out"),
        "badge.revoked": say("Took a badge away"),
        "staff.added": say("Added a person"),
        "staff.named": say("Wrote a person's name"),
        "staff.changed": say("Gave a person another role"),
        "staff.blocked": say("Blocked a person"),
        "staff.unlocked": say("Let a person try again"),
        "right.granted": say("Granted a right"),
        "right.revoked": say("Took a right away"),
    }


def _opening(phrases: Phrases) -> dict[str, str]:
    say = phrases.text
    return {
        "opening.registered": say("Registered as a partner"),
        "opening.submitted": say("Proposed a place"),
        "opening.said": say("Wrote to the network"),
        "opening.report_submitted": say("Sent the fit-out in"),
        "opening.withdrawn": say("Withdrew the opening"),
        "shot.taken": say("Took a picture of the point"),
        "equipment.checked": say("Checked the equipment"),
        "trial.completed": say("Finished the trial delivery"),
    }


def _rest(phrases: Phrases) -> dict[str, str]:
    say = phrases.text
    return {
        "photo.taken": say("Took a photo"),
        "photo.skipped": say("Went on without a photo"),
        "act.printed": say("Made an act"),
        "claim.raised": say("Raised a claim"),
        "customer.erased": say("Erased a customer's data"),
        "erasure.asked": say("Asked to erase a customer's data"),
        "erase.cancelled": say("Kept a customer's data after all"),
        "notice.read": say("Saw a notice"),
        "notes.read": say("Saw what is new"),
        "setting.changed": say("Changed a setting"),
        "storage.confirmed": say("Noted that the data was mended"),
    }
