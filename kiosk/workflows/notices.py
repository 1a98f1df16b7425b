"""Notices: what the staff should know or do now, and who has seen it.

They are made anew when something has changed, at most once a second, never for a picture of the
screen; what is kept of them is who has seen which (core.notices).
"""

from collections.abc import Hashable

from msgspec import Struct

from kiosk.core import papers_posts
from kiosk.core.facts.noticing import NoticeRead
from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.notices import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    Notice,
    Situation,
    Trouble,
    is_told,
    notices,
)
from kiosk.core.papers import Wording
from kiosk.core.posts import Posted
from kiosk.core.refusals import Reason, Refused
from kiosk.core.space import Storage
from kiosk.core.words import ClockQuality, Right
from kiosk.hw.ports import DeviceHealth, DeviceState, PrinterState
from kiosk.store.notices import Mark
from kiosk.workflows import posts
from kiosk.workflows.counter import Counter
from kiosk.workflows.health import Health
from kiosk.workflows.left import to_put_back
from kiosk.workflows.papers import Papers
from kiosk.workflows.photos import Photos
from kiosk.workflows.rights import Activity, anybody

_DOWN = frozenset({DeviceState.FAILED, DeviceState.ABSENT})
# what a device that still answers may say of itself and be of no use all the same
_USELESS = frozenset({PrinterState.PAPER_OUT.value, PrinterState.COVER_OPEN.value, "black"})


class Told(Struct, frozen=True):
    """A notice as one person is told of it; `is_read`: they have seen it."""

    notice: Notice
    is_read: bool


class Unread(Struct, frozen=True):
    """How many notices a person has not seen: such as ask for something, and the others."""

    act: int = 0
    info: int = 0

    @property
    def count(self) -> int:
        """How many that is."""
        return self.act + self.info


class Notices(Activity):
    """Knows what is to be told, and to whom.

    Args:
        counter: what all activities share.
        health: how devices and mail stand.
        photos: whether there is room for them.
        wording: how this point writes its papers, and by which day.
    """

    def __init__(self, counter: Counter, health: Health, photos: Photos, wording: Wording) -> None:
        super().__init__(counter)
        self._health, self._photos, self._wording = health, photos, wording
        self._store = counter.store
        self._of: Hashable = None  # what `_all` was made of
        self._all: tuple[Notice, ...] = ()
        self._posts: tuple[Posted, ...] = ()
        self._marks: frozenset[Mark] = frozenset()

    # -- made anew ---------------------------------------------------------------------------------

    @anybody
    def tick(self) -> bool:
        """Look again if anything has changed; whether other notices are told since."""
        made_of = self._made_of()
        if made_of == self._of:
            return False
        before, self._of = self._all, made_of
        self.look()
        self._forget()
        return self._all != before

    @anybody
    def look(self) -> None:
        """Make the notices anew."""
        self._posts = self._store.notices.posts()
        self._marks = self._store.notices.marks()
        self._all = notices(self._situation())

    def _made_of(self) -> Hashable:
        """Return what changes whenever a notice may come or go."""
        moment, mail = self.counter.clock(), self._health.mail()
        devices = tuple((d.device, d.state, d.what) for d in self._health.devices())
        minute = (moment.at // MINUTE_MS, moment.clock)
        waits = (self._store.journal.head().seq, mail.linked, mail.oldest_at is None)
        return (minute, waits, devices, self.counter.storage)

    def _forget(self) -> None:
        """Let go of who has seen what is gone, and of lines that are over."""
        there = {notice.key for notice in self._all}
        gone = [mark for mark in self._marks if (mark.kind, mark.subject) not in there]
        past = posts.over(self.counter)
        if not gone and not past:
            return
        with self.counter.unit():
            self._store.notices.unmark(gone)
            for post in past:
                self._store.notices.drop_post(post.letter.post)
        self._marks -= set(gone)

    def _situation(self) -> Situation:
        moment, policy, duties = self.counter.clock(), self.counter.policy, self._store.duties
        at, mail = moment.at, self._health.mail()
        lost = self._store.tallies.lost_since()
        claim_ms = (policy.claim_days if policy else 0) * DAY_MS
        return Situation(
            at=at,
            day=self._wording.date(at),
            sure=moment.clock is not ClockQuality.UNSURE,
            policy=policy,
            deliveries=self._store.deliveries.open(),
            differing=duties.differing(at - claim_ms),
            disputed=duties.disputed(),
            expiring=duties.term(at, at + (policy.expiring_h if policy else 0) * HOUR_MS),
            over=duties.term(0, at),
            cancelled=duties.cancelled(),
            extended=duties.extended(),
            left=len(to_put_back(self.counter)),
            unphotographed=duties.unphotographed(policy.photos_damage if policy else 0),
            boxes=self._store.boxes.opened(),
            troubles=tuple(map(_trouble, filter(_is_ill, self._health.devices()))),
            offline_at=lost if lost and not mail.linked else None,
            unsent_at=mail.oldest_at,
            storage=Storage(self.counter.storage),
            photos_full=self._photos.is_full(),
            rules=duties.new_rules(),
            posts=self._posts,
            release=self._store.updates.offer(),
            opening=next(reversed(self._store.openings.all()), None),
        )

    # -- told --------------------------------------------------------------------------------------

    @anybody
    def waiting(self) -> int:
        """Return how many notices ask for something, whoever is told of them: for the lock."""
        return sum(notice.level is Level.ACT for notice in self._all)

    @anybody
    def unread(self) -> Unread:
        """Return how many the person at the counter has not seen."""
        fresh = [told.notice.level for told in self._told() if not told.is_read]
        act = fresh.count(Level.ACT)
        return Unread(act, len(fresh) - act)

    @anybody
    def told(self) -> tuple[Told, ...]:
        """Return what the person at the counter is told, what asks for something first."""
        return self._told()

    def _told(self) -> tuple[Told, ...]:
        staff = self.counter.staff
        if staff is None:
            return ()
        rights = {right for right in Right if staff.has(right)}
        seen = {(mark.kind, mark.subject) for mark in self._marks if mark.staff == staff.staff}
        return tuple(
            Told(notice, notice.key in seen)
            for notice in self._all
            if is_told(notice, rights, self._posts)
        )

    @anybody
    def read(self, kind: NoticeKind, subject: str) -> Refused | None:
        """Note that the person at the counter has seen a notice; again changes nothing."""
        return self._read([told for told in self._told() if told.notice.key == (kind, subject)])

    @anybody
    def read_all(self, level: Level | None = None) -> Refused | None:
        """Note that the person at the counter has seen all they are told, or all of a level."""
        told = self._told()
        return self._read([one for one in told if level in {None, one.notice.level}])

    def _read(self, told: list[Told]) -> Refused | None:
        who = self.counter.signed_in
        if who is None:
            return Refused(Reason.NOT_SIGNED_IN)
        fresh = [one.notice for one in told if not one.is_read]
        if not fresh:
            return None
        marks = [Mark(who, notice.kind, notice.subject) for notice in fresh]
        with self.counter.unit():
            self.counter.record(*(NoticeRead(one.kind, one.subject) for one in fresh))
            for mark in marks:
                self._store.notices.mark(mark)
        self._marks |= set(marks)
        return None

    # -- lines of the central ----------------------------------------------------------------------

    @anybody
    def post(self, name: str) -> Posted | Refused:
        """Return a line of the central that the person at the counter is told."""
        told = {one.notice.subject for one in self._told() if one.notice.kind is NoticeKind.MESSAGE}
        found = next((post for post in self._posts if post.letter.post == name), None)
        return found if found and name in told else Refused(Reason.NOT_KNOWN_HERE)

    @anybody
    def print(self, name: str, language: str) -> Refused | None:
        """Print a line of the central.

        Args:
            name: of the line.
            language: of whoever reads it.
        """
        post = self.post(name)
        if isinstance(post, Refused):
            return post
        papers = Papers(self.counter)
        by = papers.initials_of(self.counter.signed_in)
        with self.counter.unit():
            lines = post.letter.lines(language)
            papers.queue(papers_posts.slip(post, lines, by, self._wording))
        return None


def _is_ill(device: DeviceHealth) -> bool:
    told = _USELESS | {PrinterState.PAPER_LOW.value}
    return device.state in _DOWN or (device.state is DeviceState.DEGRADED and device.what in told)


def _trouble(device: DeviceHealth) -> Trouble:
    is_down = device.state in _DOWN or device.what in _USELESS
    return Trouble(device.device, is_down, device.what)
