"""Notices in words: what each tells, its picture, and the screen it leads to."""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from kiosk.core import codes
from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.notices import Notice
from kiosk.core.opening_notices import is_line
from kiosk.core.refusals import Refused
from kiosk.hw.ports import DeviceHealth
from kiosk.ui.kit.screen import Screen
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.device_words import device_name, todo_words
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.opening_words import stage_word

K = NoticeKind
_LONGEST = 20
ICONS: Mapping[NoticeKind, str] = {
    K.DELIVERY_ANNOUNCED: "local_shipping",
    K.DELIVERY_LATE: "schedule",
    K.ACCEPT_DUE: "move_to_inbox",
    K.EXPIRING: "hourglass_bottom",
    K.PULL_DUE: "archive",
    K.BOX_OVERDUE: "package_2",
    K.CLAIM_DUE: "compare",
    K.ORDER_CANCELLED: "block",
    K.EXTENDED: "calendar_today",
    K.PUT_BACK: "undo",
    K.PHOTO_OWED: "photo_camera",
    K.DEVICE_DOWN: "error",
    K.PAPER_LOW: "print",
    K.OFFLINE_LONG: "cloud_off",
    K.QUEUE_OLD: "cloud_sync",
    K.DISK_LOW: "hard_drive",
    K.CLOCK_UNSURE: "schedule",
    K.UPDATE_READY: "sync",
    K.OPENING_STEP: "store",
    K.POLICY_CHANGED: "info",
    K.MESSAGE: "notifications",
}


class Words(Struct, frozen=True):
    """What a notice says: a line, and what goes with it."""

    title: str
    detail: str = ""


def short(name: str) -> str:
    """Return a name as people say it; of one that only machines gave, the end."""
    return name if len(name) <= _LONGEST else f"…{codes.tail(name)}"


class NoticeWords:
    """Says notices in a language.

    Args:
        office: the counter.
        phrases: the language.
    """

    def __init__(self, office: Office, phrases: Phrases) -> None:
        self._office, self._say, self._phrases = office, phrases.text, phrases

    def of(self, notice: Notice) -> Words:
        """Return what a notice says."""
        for told in (self._of_goods, self._of_box, self._of_network):
            words = told(notice)
            if words is not None:
                return words
        raise TypeError(f"no words for {notice.kind}")

    def when(self, at: int) -> str:
        """Return a moment: its time, with its day unless that is today."""
        time, day = self._phrases.time(at), self._phrases.day(at)
        return time if day == self._phrases.day(self._office.wall()) else f"{day}, {time}"

    def _of_goods(self, notice: Notice) -> Words | None:
        say, when = self._say, self.when(notice.at)
        name, count = short(notice.subject), self._phrases.count
        tail = say("Parcel …{tail}", tail=codes.tail(notice.subject))
        match notice.kind:
            case K.DELIVERY_ANNOUNCED:
                return Words(say("A delivery is coming"), f"{name} · {when}")
            case K.DELIVERY_LATE:
                late = say("was due {when}", when=when)
                return Words(say("A delivery is late"), f"{name} · {late}")
            case K.ACCEPT_DUE:
                return self._checked_in(notice, when)
            case K.EXPIRING:
                ends = count("{n} term ends soon", "{n} terms end soon", notice.count)
                return Words(ends, say("the first: {when}", when=when))
            case K.PULL_DUE:
                out = count("{n} parcel to take out", "{n} parcels to take out", notice.count)
                return Words(out, say("to be done by {when}", when=when))
            case K.ORDER_CANCELLED:
                pieces = count("{n} parcel", "{n} parcels", notice.count)
                order = say("Order …{tail}", tail=codes.tail(notice.subject))
                return Words(say("Cancelled: take it out"), f"{order} · {pieces}")
            case K.EXTENDED:
                return Words(say("May wait longer: put it back into a cell"), tail)
            case K.PUT_BACK:
                left = count("{n} parcel to put back", "{n} parcels to put back", notice.count)
                return Words(left, say("left on the counter"))
            case K.PHOTO_OWED:
                return Words(say("A photo of the damage is missing"), tail)
            case _:
                return None

    def _checked_in(self, notice: Notice, when: str) -> Words:
        say = self._say
        if notice.level is Level.ACT:
            late = say("was to be closed by {when}", when=when)
            return Words(say("Close the delivery"), f"{short(notice.subject)} · {late}")
        by = say("to be closed by {when}", when=when)
        return Words(say("A delivery is being checked in"), f"{short(notice.subject)} · {by}")

    def _of_box(self, notice: Notice) -> Words | None:
        say, when = self._say, self.when(notice.at)
        match notice.kind:
            case K.BOX_OVERDUE:
                box = say("Box …{tail}", tail=codes.tail(notice.subject))
                since = say("was to be sealed by {when}", when=when)
                return Words(say("A box is open for too long"), f"{box} · {since}")
            case K.DEVICE_DOWN | K.PAPER_LOW:
                return self._of_device(notice)
            case K.DISK_LOW:
                return Words(say("Little room on the disk"), say("Call the technician"))
            case K.CLOCK_UNSURE:
                said = say("Terms only warn until the network tells the time")
                return Words(say("The clock is not sure of the time"), said)
            case K.UPDATE_READY:
                return Words(say("An update is ready"), notice.subject)
            case _:
                return None

    def _of_device(self, notice: Notice) -> Words:
        device = _device(self._office, notice.subject)
        if device is None:
            return Words(notice.subject)
        name = device_name(device.device, device.kind, self._office.desk, self._phrases)
        todo = todo_words(device.what, self._phrases) or self._say("Call the technician")
        if notice.kind is K.PAPER_LOW:
            return Words(self._say("Paper is running out"), f"{name} · {todo}")
        return Words(self._say("A device does not work"), f"{name} · {todo}")

    def _of_network(self, notice: Notice) -> Words | None:
        say, when = self._say, self.when(notice.at)
        match notice.kind:
            case K.CLAIM_DUE:
                until = say("claim until {day}", day=self._phrases.day(notice.at))
                count = self._phrases.count("{n} difference", "{n} differences", notice.count)
                return Words(say("Something was missing or damaged"),
                             f"{short(notice.subject)} · {count} · {until}")  # fmt: skip
            case K.OFFLINE_LONG:
                said = say("Work goes on, mail waits. Check the router.")
                return Words(say("No network since {when}", when=when), said)
            case K.QUEUE_OLD:
                said = say("the oldest since {when}", when=when)
                return Words(say("The network does not have all events"), said)
            case K.POLICY_CHANGED:
                rules, _, version = notice.subject.rpartition(":")
                said = say("{rules}, version {n}, since {when}", rules=rules, n=version, when=when)
                return Words(say("New rules of the network"), said)
            case K.MESSAGE:
                return self._of_post(notice)
            case K.OPENING_STEP:
                return self._of_opening(notice)
            case _:
                return None

    def _of_opening(self, notice: Notice) -> Words:
        say, opening = self._say, self._office.desk.opening.current()
        if opening is None or isinstance(opening, Refused):
            return Words(say("The opening goes on"))
        if is_line(notice.subject):
            title = say("The network wrote about the opening")
            return Words(title, opening.said[-1].text if opening.said else "")
        stage = stage_word(opening, self._phrases)
        if notice.level is not Level.ACT:
            return Words(say("The opening goes on"), stage)
        if not opening.deadline_at:
            return Words(stage, say("Opening"))
        until = say("until {day}", day=self._phrases.day(opening.deadline_at))
        return Words(stage, f"{say('Opening')} · {until}")

    def _of_post(self, notice: Notice) -> Words:
        post = self._office.desk.notices.post(notice.subject)
        when = self._say("From the network, {when}", when=self.when(notice.at))
        if isinstance(post, Refused):
            return Words(when)
        return Words(post.letter.lines(self._phrases.language)[0], when)


def way_of(notice: Notice, office: Office) -> Callable[[], Screen] | None:
    """Return what opens the screen a notice leads to, None where it only tells."""
    doors, subject = office.doors, notice.subject
    named: Mapping[NoticeKind, Callable[[str], Screen]] = {
        **dict.fromkeys((K.DELIVERY_ANNOUNCED, K.DELIVERY_LATE, K.ACCEPT_DUE), doors.accept),
        K.EXTENDED: doors.parcel,
        K.PHOTO_OWED: partial(doors.parcel, photos=True),
        K.BOX_OVERDUE: doors.ship_box,
        K.CLAIM_DUE: doors.claim,
        K.MESSAGE: doors.post,
    }
    if notice.kind in named:
        return partial(named[notice.kind], subject)
    if notice.kind is K.OPENING_STEP:
        return doors.opening_talk if is_line(subject) else doors.opening
    places: Mapping[NoticeKind, Callable[[], Screen]] = {
        K.EXPIRING: doors.shelves,
        **dict.fromkeys((K.PULL_DUE, K.ORDER_CANCELLED), doors.unclaimed),
        K.PUT_BACK: doors.put_back,
        **dict.fromkeys((K.DEVICE_DOWN, K.PAPER_LOW, K.OFFLINE_LONG), doors.health),
        **dict.fromkeys((K.QUEUE_OLD, K.DISK_LOW, K.CLOCK_UNSURE), doors.health),
        K.UPDATE_READY: doors.about,
    }
    return places.get(notice.kind)


def _device(office: Office, name: str) -> DeviceHealth | None:
    return next((d for d in office.desk.health.devices() if d.device == name), None)
