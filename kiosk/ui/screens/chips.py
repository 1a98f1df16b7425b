"""Devices, mail and storage as chips and as the one banner."""

from msgspec import Struct

from kiosk.core.facts.box import StorageRecovered
from kiosk.core.space import Storage
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.ui.kit.health import HealthItem, Trouble
from kiosk.ui.phrases import Phrases
from kiosk.ui.sentence import n_
from kiosk.workflows.desk import Desk

_KINDS = ("lights", "shelf", "camera", "scanner", "terminal", "printer", "settings")
_WELL = {
    "lights": "lightbulb",
    "shelf": "shelves",
    "camera": "photo_camera",
    "scanner": "barcode_scanner",
    "terminal": "payments",
    "printer": "print",
    "mail": "cloud_done",
}
_ILL = {
    "lights": "lightbulb",
    "shelf": "shelves",
    "camera": "no_photography",
    "scanner": "barcode_scanner",
    "terminal": "payments",
    "printer": "print_error",
    "mail": "cloud_off",
    "settings": "settings",
}
_GOES_ON = n_("Work goes on, mail waits. Call the network.")
_WORKING = {DeviceState.READY, DeviceState.OPENING}
_TONES = ("bad", "warn", "plain")  # the worst first


class TurnedAway(Struct, frozen=True):
    """Why the network takes no mail of this box, in English: the chip, the banner, what to do."""

    chip: str
    what: str
    step: str = _GOES_ON
    tone: str = "bad"


TURNED_AWAY = {
    # a new box may be switched on before it is registered: no cause for a banner
    "unknown": TurnedAway(
        n_("Not registered"), n_("The network does not know this box yet"), tone="warn"
    ),
    "revoked": TurnedAway(n_("Withdrawn"), n_("The network has withdrawn this box")),
    "moved": TurnedAway(n_("Other board"), n_("This memory card is from another box")),
    "clone": TurnedAway(
        n_("Two boxes, one card"),
        n_("Another box works with a copy of this card"),
        n_("Switch one of them off and call the network."),
    ),
    "replaced": TurnedAway(
        n_("Replaced"),
        n_("A new box works for this point now"),
        n_("Work at the new one. This one may be switched off."),
    ),
}
_TURNED_AWAY = TurnedAway(n_("Blocked"), n_("The network has blocked this box"))


def turned_away(reason: str) -> TurnedAway:
    """Return what is said of a box that is blocked, in English."""
    return TURNED_AWAY.get(reason, _TURNED_AWAY)


class Ill(Struct, frozen=True):
    """A device in trouble: its chip's words and the banner it deserves, None for a chip alone."""

    item: HealthItem
    trouble: Trouble | None = None


def items(desk: Desk, phrases: Phrases) -> tuple[HealthItem, ...]:
    """Return one item a device there is, and one for the mail."""
    found = tuple(ill.item for ill in _all(desk, phrases))
    if desk.photos.is_full():
        words = phrases.text("No room for photos")
        return (*found, HealthItem("photos", "hard_drive", words, "warn"))
    if desk.health.storage() == Storage.TIGHT:
        words = phrases.text("Little room left")
        return (*found, HealthItem("storage", "hard_drive", words, "warn"))
    return found


def worst(desk: Desk, phrases: Phrases) -> Trouble | None:
    """Return what the banner says: the worst trouble first, None when a chip is enough."""
    storage = desk.health.storage()
    if storage == Storage.LOW:
        what = phrases.text("The disk is almost full")
        goes_on = phrases.text("Issuing goes on; what is new waits. Call the technician.")
        return Trouble(what, goes_on, "hard_drive", "bad")
    if storage in {"full", "read_only"}:
        say = phrases.text
        what = say("The disk is full") if storage == "full" else say("Nothing can be saved now")
        works = say("Finding and lights work; call the technician")
        return Trouble(what, works, "hard_drive", "bad")
    found = [ill.trouble for ill in _all(desk, phrases) if ill.trouble]
    if _sees_nothing(desk):
        say = phrases.text
        typed = Trouble(
            say("Type the code"),
            say("Neither camera nor scanner answers. Everything else works."),
            "keyboard",
            "bad",
        )
        found.insert(0, typed)
    return min(found, key=lambda t: t.tone != "bad", default=None)


def recovered(fact: StorageRecovered, phrases: Phrases) -> Trouble:
    """Say what a file that was recovered means for the work."""
    say = phrases.text
    if fact.rung == "empty":
        what = say("The database was damaged and begins empty")
        means = say("The network sends everything anew. Until then nothing can be issued.")
    else:
        what = say("The database was damaged and is recovered")
        means = say("The last steps may be missing: look at the shelf where something differs.")
    return Trouble(what, means, "hard_drive", "warn")


def _sees_nothing(desk: Desk) -> bool:
    """Whether there are readers of codes, and none of them works."""
    readers = [d for d in desk.health.devices() if d.kind in {"camera", "scanner"}]
    working = {*_WORKING, DeviceState.DEGRADED}
    return bool(readers) and not any(d.state in working for d in readers)


def _all(desk: Desk, phrases: Phrases) -> list[Ill]:
    """Return one a kind, the worst of it: a healthy first must not hide a second in trouble."""
    # of two alike, what is wrong with receipts goes before what is wrong with labels
    devices = sorted(desk.health.devices(), key=lambda d: d.device != "printer")
    found: dict[str, list[Ill]] = {}
    for device in (d for d in devices if d.kind in _KINDS):
        found.setdefault(device.kind, []).append(_device(device, desk, phrases))
    worst_of = [min(found[kind], key=_rank) for kind in _KINDS if kind in found]
    return [*worst_of, _mail(desk, phrases)]


def _rank(ill: Ill) -> tuple[bool, int]:
    return (ill.trouble is None, _TONES.index(ill.item.tone))


def _device(device: DeviceHealth, desk: Desk, phrases: Phrases) -> Ill:
    if device.state in _WORKING and not (device.state is DeviceState.OPENING and device.what):
        return Ill(HealthItem(device.kind, _WELL[device.kind]))
    say = phrases.text
    match device.kind:
        case "printer":
            return _printer(device, desk, phrases)
        case "camera":
            words = say("Camera is dark") if device.what == "black" else say("No camera")
            tone = "warn"
        case "scanner":
            words = say("A scanner is away") if _some_work(device, desk) else say("No scanner")
            tone = "warn"
        case "terminal":
            practises = device.what == "simulated"
            words, tone = say("Practice terminal") if practises else say("No terminal"), "warn"
        case "settings":
            words, tone = say("Settings have faults"), "warn"
        case "shelf":
            words, tone = say("No shelf node"), "warn"
        case _:
            some = _some_work(device, desk)
            words, tone = say("Works in part") if some else say("No shelf lights"), "warn"
    # a shelf node that is away is a loss to its link only: the person at the counter misses it all
    told = {"black", "absent", "simulated"}
    if device.state is DeviceState.DEGRADED and device.what not in told:
        return Ill(HealthItem(device.kind, _WELL[device.kind]))
    return Ill(HealthItem(device.kind, _ILL[device.kind], words, tone))


def _some_work(device: DeviceHealth, desk: Desk) -> bool:
    """Whether another device of the kind works."""
    alike = [d for d in desk.health.devices() if d.kind == device.kind]
    return any(d.state is DeviceState.READY for d in alike)


def _printer(device: DeviceHealth, desk: Desk, phrases: Phrases) -> Ill:
    say = phrases.text
    if device.device != "printer":  # labels stop nobody at the counter
        return Ill(HealthItem("printer", "print_error", say("Label printer"), "warn"))
    waiting = sum(job.kind == "receipt" for job in desk.prints.waiting())
    goes_on = (
        phrases.count(
            "Parcels are issued as usual. {n} receipt waits and prints by itself.",
            "Parcels are issued as usual. {n} receipts wait and print by themselves.",
            waiting,
        )
        if waiting
        else say("Parcels are issued as usual. Receipts wait and print by themselves.")
    )
    match device.what:
        case "paper_low":
            return Ill(HealthItem("printer", "print", say("Paper low"), "warn"))
        case "paper_out":
            trouble = Trouble(say("The printer is out of paper"), goes_on, "receipt_long", "bad")
            return Ill(HealthItem("printer", "print_error", say("No paper"), "bad"), trouble)
        case "cover_open":
            trouble = Trouble(say("The printer's cover is open"), goes_on, "receipt_long", "bad")
            return Ill(HealthItem("printer", "print_error", say("Cover open"), "bad"), trouble)
        case _:
            trouble = Trouble(say("The printer does not answer"), goes_on, "print_error", "bad")
            return Ill(HealthItem("printer", "print_error", say("No printer"), "bad"), trouble)


def _mail(desk: Desk, phrases: Phrases) -> Ill:
    mail = desk.health.mail()
    if mail.outdated:
        return Ill(HealthItem("mail", _WELL["mail"], phrases.text("Update needed"), "warn"))
    if mail.linked and mail.certificate_days is not None:
        days = phrases.text("Certificate: {n} d", n=mail.certificate_days)
        return Ill(HealthItem("mail", _WELL["mail"], days, "warn"))
    if mail.linked:
        return Ill(HealthItem("mail", _WELL["mail"]))
    if mail.blocked:
        return _blocked(mail.blocked, phrases)
    if desk.networks.asks_for_page():
        words = phrases.text("Wi-Fi asks to sign in")
        return Ill(HealthItem("mail", _ILL["mail"], words, "warn"))
    if not mail.unsent:
        return Ill(HealthItem("mail", _ILL["mail"], phrases.text("No network"), "warn"))
    words = phrases.text("No network, {n} wait", n=phrases.number(mail.unsent))
    return Ill(HealthItem("mail", _ILL["mail"], words, "warn"))


def _blocked(reason: str, phrases: Phrases) -> Ill:
    away, say = turned_away(reason), phrases.text
    item = HealthItem("mail", _ILL["mail"], say(away.chip), away.tone)
    if away.tone != "bad":
        return Ill(item)
    return Ill(item, Trouble(say(away.what), say(away.step), _ILL["mail"], away.tone))
