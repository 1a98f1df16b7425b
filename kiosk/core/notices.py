"""Notices: what the staff should know or do, made of how things stand.

A notice is no row: while its cause is there it is there, once for a kind and a subject, and with
the cause it is gone. What is kept is who has seen it (`notice.read`), and that goes with it too.
"""

from collections.abc import Callable, Collection, Iterator

from msgspec import Struct

from kiosk.core.boxes import Box
from kiosk.core.deliveries import Delivery
from kiosk.core.notice_words import HOLDERS, Level, NoticeKind
from kiosk.core.opening_notices import heard
from kiosk.core.openings import Opening
from kiosk.core.policy import Policy, PolicyInForce
from kiosk.core.posts import Posted, is_over
from kiosk.core.shipments import Shipment
from kiosk.core.space import Storage
from kiosk.core.updates import Offer
from kiosk.core.words import DeliveryState, Right

K = NoticeKind
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 24 * 3_600_000
RULES_DAYS = 7  # so long new rules are news
COUNTER, LINK, QUEUE, DISK, CLOCK = "counter", "link", "queue", "disk", "clock"


class Notice(Struct, frozen=True):
    """One notice.

    Args:
        kind, subject: what it is about; there is no other one of both.
        level: whether something is to be done.
        at: the moment it tells of, due or since when, ms UTC; 0 for none.
        count: of how many things it tells.
    """

    kind: NoticeKind
    subject: str
    level: Level
    at: int = 0
    count: int = 1

    @property
    def key(self) -> tuple[NoticeKind, str]:
        """What tells it from any other."""
        return (self.kind, self.subject)


class Differing(Struct, frozen=True):
    """A delivery that was closed, and how much of it was missing or damaged."""

    delivery: str
    closed_at: int
    count: int


class Term(Struct, frozen=True):
    """How many parcels a term is about, and when the first one's is over, ms UTC."""

    count: int = 0
    first_at: int = 0


class Several(Struct, frozen=True):
    """An order, parcel or what else has a name, and how many things of it are meant."""

    name: str
    count: int = 1


class Trouble(Struct, frozen=True):
    """A device that does not work as it should, or is about to."""

    device: str
    is_down: bool
    what: str = ""


class Situation(Struct, frozen=True):
    """How things stand at a point, as far as anybody is told of it.

    Args:
        at: now, ms UTC; day: the point's own, yyyymmdd.
        sure: the clock can be believed; else a term warns only.
        policy: the network's rules; None before it sent any.
        deliveries: announced or arrived.
        differing: closed lately, with differences.
        disputed: shipments of which the warehouse says that something is wrong.
        expiring, over: stored parcels whose term ends soon, or is over.
        cancelled: orders that go back and still lie among what is handed over.
        extended: parcels that wait again, and still lie among what goes back.
        left: parcels on the counter that are to be put back.
        unphotographed: damaged parcels here without the photos that the network wants.
        boxes: for the warehouse, open.
        troubles: of the devices.
        offline_at, unsent_at: since when there is no link, and an event waits, ms UTC.
        storage, photos_full: how the disk stands.
        rules: in force, where they took the place of others.
        posts: lines of the central.
        release: that the network offers this box.
        opening: the one of this point that counts, if it was ever to be opened.
    """

    at: int
    day: str
    sure: bool = True
    policy: Policy | None = None
    deliveries: tuple[Delivery, ...] = ()
    differing: tuple[Differing, ...] = ()
    disputed: tuple[Shipment, ...] = ()
    expiring: Term = Term()
    over: Term = Term()
    cancelled: tuple[Several, ...] = ()
    extended: tuple[str, ...] = ()
    left: int = 0
    unphotographed: tuple[Several, ...] = ()
    boxes: tuple[Box, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    offline_at: int | None = None
    unsent_at: int | None = None
    storage: Storage = Storage.NORMAL
    photos_full: bool = False
    rules: PolicyInForce | None = None
    posts: tuple[Posted, ...] = ()
    release: Offer | None = None
    opening: Opening | None = None


def notices(now: Situation) -> tuple[Notice, ...]:
    """Return what is to be told, what must be done first, then by its moment."""
    told = [notice for of in _CAUSES for notice in of(now)]
    return tuple(sorted(told, key=lambda n: (n.level is Level.INFO, n.at, n.kind, n.subject)))


def is_told(notice: Notice, rights: Collection[Right], posts: Collection[Posted]) -> bool:
    """Whether somebody with these rights is told of a notice.

    Args:
        notice: which.
        rights: of the person; such as want a witness count too.
        posts: lines of the central, which may name a right of their own.
    """
    if notice.kind is K.MESSAGE:
        own = next((p.letter.right for p in posts if p.letter.post == notice.subject), None)
        if own is not None:
            return own in rights
    return not HOLDERS[notice.kind].isdisjoint(rights)


# -- the causes ----------------------------------------------------------------------------------


def _pressing(now: Situation) -> Level:
    """How pressing a deadline is: by an unsure clock it warns only."""
    return Level.ACT if now.sure else Level.INFO


def _coming(now: Situation) -> Iterator[Notice]:
    if now.policy is None:
        return
    for one in now.deliveries:
        if one.state is DeliveryState.ARRIVED:
            due = one.arrived_at + now.policy.accept_within_min * MINUTE_MS
            level = _pressing(now) if due <= now.at else Level.INFO
            yield Notice(K.ACCEPT_DUE, one.delivery, level, due)
        elif one.due_at + now.policy.late_min * MINUTE_MS <= now.at:
            yield Notice(K.DELIVERY_LATE, one.delivery, _pressing(now), one.due_at)
        else:
            yield Notice(K.DELIVERY_ANNOUNCED, one.delivery, Level.INFO, one.due_at)


def _claims(now: Situation) -> Iterator[Notice]:
    if now.policy is None:
        return
    term = now.policy.claim_days * DAY_MS
    wrong = [(one.delivery, one.closed_at, one.count) for one in now.differing if one.count]
    wrong += [(one.shipment, one.changed_at, 1) for one in now.disputed]
    for subject, since, count in wrong:
        if now.at < since + term:  # after it nobody hears a claim any more
            yield Notice(K.CLAIM_DUE, subject, _pressing(now), since + term, count)


def _terms(now: Situation) -> Iterator[Notice]:
    if now.policy is None:
        return
    # the day is in the subject: who saw today's is told of tomorrow's again
    if now.expiring.count:
        at, count = now.expiring.first_at, now.expiring.count
        yield Notice(K.EXPIRING, now.day, Level.INFO, at, count)
    if now.over.count:
        due = now.over.first_at + now.policy.pull_within_h * HOUR_MS
        yield Notice(K.PULL_DUE, now.day, _pressing(now), due, now.over.count)


def _second_thoughts(now: Situation) -> Iterator[Notice]:
    for one in now.cancelled:
        yield Notice(K.ORDER_CANCELLED, one.name, Level.ACT, count=one.count)
    for parcel in now.extended:
        yield Notice(K.EXTENDED, parcel, Level.ACT)


def _unfinished(now: Situation) -> Iterator[Notice]:
    if now.left:
        yield Notice(K.PUT_BACK, COUNTER, Level.ACT, count=now.left)
    for one in now.unphotographed:
        yield Notice(K.PHOTO_OWED, one.name, Level.ACT, count=one.count)
    if now.policy is None:
        return
    for box in now.boxes:
        due = box.open_since + now.policy.box_open_h * HOUR_MS
        if due <= now.at:
            yield Notice(K.BOX_OVERDUE, box.box, _pressing(now), due)


def _devices(now: Situation) -> Iterator[Notice]:
    for one in now.troubles:
        kind = K.DEVICE_DOWN if one.is_down else K.PAPER_LOW
        yield Notice(kind, one.device, Level.ACT)


def _mail(now: Situation) -> Iterator[Notice]:
    if now.policy is None:
        return
    for kind, subject, since, least in (
        (K.OFFLINE_LONG, LINK, now.offline_at, now.policy.offline_min),
        (K.QUEUE_OLD, QUEUE, now.unsent_at, now.policy.queue_old_min),
    ):
        if since is not None and since + least * MINUTE_MS <= now.at:
            yield Notice(kind, subject, Level.INFO, since)


def _box_itself(now: Situation) -> Iterator[Notice]:
    if now.storage is not Storage.NORMAL or now.photos_full:
        tight = now.storage in {Storage.NORMAL, Storage.TIGHT}
        yield Notice(K.DISK_LOW, DISK, Level.INFO if tight else Level.ACT)
    if not now.sure:
        yield Notice(K.CLOCK_UNSURE, CLOCK, Level.INFO)


def _rules(now: Situation) -> Iterator[Notice]:
    rules = now.rules
    if rules is not None and now.at < rules.applied_at + RULES_DAYS * DAY_MS:
        subject = f"{rules.policy}:{rules.version}"
        yield Notice(K.POLICY_CHANGED, subject, Level.INFO, rules.applied_at)


def _release(now: Situation) -> Iterator[Notice]:
    if now.release is not None and now.release.waits:
        yield Notice(K.UPDATE_READY, now.release.letter.version, Level.INFO, now.release.at)


def _posts(now: Situation) -> Iterator[Notice]:
    for post in now.posts:
        if not is_over(post.letter, now.at, sure=now.sure):
            yield Notice(K.MESSAGE, post.letter.post, post.letter.level, post.at)


def _opening(now: Situation) -> Iterator[Notice]:
    if now.opening is not None:
        for one in heard(now.opening, now.at):
            level = Level.ACT if one.asks else Level.INFO
            yield Notice(K.OPENING_STEP, one.subject, level, one.at)


_CAUSES: tuple[Callable[[Situation], Iterator[Notice]], ...] = (
    *(_coming, _claims, _terms, _second_thoughts, _unfinished),
    *(_devices, _mail, _box_itself, _rules, _release, _posts, _opening),
)
