"""The team: who works here, with which rights; what each did. Every change is a fact."""

import logging
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core import deeds, labels, staffing, team
from kiosk.core.codes import BADGE_LENGTH
from kiosk.core.deeds import Work
from kiosk.core.facts.people import (
    BadgeBound,
    BadgeRevoked,
    PinReset,
    PinSet,
    StaffAdded,
    StaffNamed,
    StaffUnlocked,
)
from kiosk.core.papers import Wording
from kiosk.core.refusals import Reason, Refused
from kiosk.core.staffing import StaffName
from kiosk.core.team import Staff, check_pin
from kiosk.core.words import Right, Role
from kiosk.store.deeds import DeedRow
from kiosk.store.people import PersonRow
from kiosk.workflows.attachments import Attachments
from kiosk.workflows.counter import Counter
from kiosk.workflows.prints import Prints
from kiosk.workflows.resync import initials_of
from kiosk.workflows.rights import Activity, needs
from kiosk.workflows.tries import Hasher, badge_digest, pin_hash

MOST_DEEDS = 50
_ID_LENGTH = 12  # hex digits of a new person's id, the random end of a UUID
_BY_OWNER = "by_owner"

log = logging.getLogger(__name__)


class Member(Struct, frozen=True):
    """A person as those see them who run the team; the name is personal.

    Args:
        rights: by role and by grant.
        granted: beyond the role.
        grantable: what the role can be granted.
        seen_at: when they did something here for the last time, ms UTC; 0 for never.
        is_held: too many wrong PINs; somebody must unlock them.
        needs_badge: the PIN may be a short one: it goes when the badge does.
    """

    staff: str
    name: str
    initials: str
    role: Role
    rights: frozenset[Right]
    granted: frozenset[Right]
    grantable: frozenset[Right]
    is_blocked: bool
    has_pin: bool
    has_badge: bool
    is_here: bool
    is_held: bool
    seen_at: int
    needs_badge: bool = False


Deed = DeedRow


class Deeds(Struct, frozen=True):
    """A page of what a person did, the newest first.

    Args:
        rows: the events.
        before: where the next page begins, None at the end.
    """

    rows: tuple[Deed, ...]
    before: int | None = None


class Team(Activity):
    """Adds people, changes what they may do, and looks at what they did.

    Args:
        counter: what all activities share.
        hasher: argon2id with its parameters.
        attachments: take names to the central.
        prints: prints badges.
        wording: how this point writes.
        badge_code: draws the letters of a badge, None for a box that prints none.
    """

    def __init__(
        self,
        counter: Counter,
        hasher: Hasher,
        attachments: Attachments,
        prints: Prints,
        wording: Wording,
        badge_code: Callable[[], str] | None,
    ) -> None:
        super().__init__(counter)
        self._hasher, self._attachments, self._prints = hasher, attachments, prints
        self._wording, self._badge_code = wording, badge_code
        self._people, self._pepper = counter.store.people, counter.keys.pepper

    # -- looking -----------------------------------------------------------------------------------

    @needs(Right.OVERRIDE)
    def members(self) -> tuple[Member, ...]:
        """Return everybody by name; who is blocked comes last."""
        found = [self._member(staff, row) for staff, row in self._people.everybody()]
        return tuple(sorted(found, key=lambda one: one.is_blocked))

    @needs(Right.OVERRIDE)
    def member(self, staff: str) -> Member | Refused:
        """Return one person."""
        found = self._found(staff)
        return found if isinstance(found, Refused) else self._member(*found)

    @needs(Right.TEAM)
    def history(self, staff: str, work: Work | None = None, before: int | None = None) -> Deeds:
        """Return what a person did, the newest first.

        Args:
            staff: who.
            work: a part of the work; None for all.
            before: where the page before ended.
        """
        types = deeds.types_of(work) if work else frozenset[str]()
        kept = self.counter.store.deeds
        rows = kept.of(staff, types, before, MOST_DEEDS)
        is_full = len(rows) == MOST_DEEDS
        return Deeds(rows, rows[-1].seq if is_full else kept.edge(staff, before))

    # -- joining and leaving -----------------------------------------------------------------------

    @needs(Right.TEAM)
    def add(self, name: str, role: Role) -> Member | Refused:
        """Let a person join; the central is told the name beside the journal."""
        clean = staffing.clean_name(name)
        if isinstance(clean, Refused):
            return clean
        staff = f"s-{self.counter.new_id().replace('-', '')[-_ID_LENGTH:]}"
        row = PersonRow(staff, clean, initials_of(clean))
        told = self._attachments.lay_down(
            StaffName(clean),
            staff,
            lambda sha256: (StaffAdded(staff, role), StaffNamed(staff, sha256)),
            lambda: self._people.keep(row),
        )
        return told if isinstance(told, Refused) else self.member(staff)

    @needs(Right.TEAM)
    def rename(self, staff: str, name: str) -> Member | Refused:
        """Write a person's name otherwise."""
        found, clean = self._found(staff), staffing.clean_name(name)
        if isinstance(found, Refused):
            return found
        if isinstance(clean, Refused):
            return clean
        if clean == found[1].name:
            return self._member(*found)
        row = replace(found[1], name=clean, initials=initials_of(clean))
        told = self._attachments.lay_down(
            StaffName(clean),
            staff,
            lambda sha256: (StaffNamed(staff, sha256),),
            lambda: self._people.keep(row),
        )
        return told if isinstance(told, Refused) else self.member(staff)

    @needs(Right.TEAM)
    def change(self, staff: str, role: Role, granted: frozenset[Right]) -> Member | Refused:
        """Give a person another role and other grants."""
        found = self._found(staff)
        if isinstance(found, Refused):
            return found
        facts = staffing.change(found[0], role, granted, self._by(), self._everybody())
        if isinstance(facts, Refused):
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
            asked = Staff(staff, role, granted)
            if found[1].pin_hash and team.wants_longer_pin(found[0], asked):
                self._people.keep(replace(found[1], pin_hash=None))
                self.counter.record(PinReset(staff))
        return self.member(staff)

    @needs(Right.TEAM)
    def block(self, staff: str) -> Member | Refused:
        """Keep a person from working here from now on."""
        found = self._found(staff)
        if isinstance(found, Refused):
            return found
        facts = staffing.block(found[0], _BY_OWNER, self._by(), self._everybody())
        if isinstance(facts, Refused):
            return facts
        with self.counter.unit():
            self.counter.record(*facts)
        return self.member(staff)

    @needs(Right.TEAM)
    def unblock(self, staff: str) -> Member | Refused:
        """Let a blocked person work here again."""
        found = self._found(staff)
        if isinstance(found, Refused):
            return found
        with self.counter.unit():
            self.counter.record(*staffing.unblock(found[0]))
        return self.member(staff)

    # -- PINs and badges ---------------------------------------------------------------------------

    @needs(Right.TEAM)
    def choose_pin(self, staff: str, pin: str) -> Member | Refused:
        """Keep the PIN that a person has just typed, who had none."""
        found = self._found(staff)
        if isinstance(found, Refused):
            return found
        refused = self._may_choose(*found) or check_pin(pin, self._fewest(found[0]))
        if refused:
            return refused
        row = replace(found[1], pin_hash=pin_hash(self._hasher, self._pepper, pin), wrong=0)
        with self.counter.unit():
            self._people.keep(row)
            self.counter.record(PinSet(staff))
        return self.member(staff)

    @needs(Right.TEAM)
    def check_pin(self, staff: str, pin: str) -> Refused | None:
        """Return why a person may not choose a PIN, before it is typed once more."""
        found = self._found(staff)
        if isinstance(found, Refused):
            return found
        return self._may_choose(*found) or check_pin(pin, self._fewest(found[0]))

    @needs(Right.TEAM)
    def reset_pin(self, staff: str) -> Member | Refused:
        """Take a person's PIN away; they choose another one."""
        found = self._found(staff)
        if isinstance(found, Refused):
            return found
        if staff == self._by():
            return Refused(Reason.NOT_YOURSELF)
        with self.counter.unit():
            self._people.keep(replace(found[1], pin_hash=None, wrong=0, wait_until=0))
            self.counter.record(PinReset(staff))
        return self.member(staff)

    @needs(Right.OVERRIDE)
    def unlock(self, staff: str) -> Member | Refused:
        """Let a person try again who typed too many wrong PINs."""
        found = self._found(staff)
        if isinstance(found, Refused):
            return found
        with self.counter.unit():
            self._people.keep(replace(found[1], wrong=0, wait_until=0))
            self.counter.record(StaffUnlocked(staff))
        return self.member(staff)

    @needs(Right.TEAM)
    def print_badge(self, staff: str) -> str | Refused:
        """Print a new badge for a person, in the place of the one they had; returns its job."""
        found = self._found(staff)
        if isinstance(found, Refused):
            return found
        if found[0].blocked:
            return Refused(Reason.BLOCKED)
        if self._badge_code is None:
            return Refused(Reason.NOT_CONNECTED)
        code = self._badge_code()
        if len(code) != BADGE_LENGTH:
            raise ValueError("a badge has another length")
        job = self._prints.at_once(labels.badge(code, found[1].initials, self._wording))
        if isinstance(job, Refused):
            return job
        with self.counter.unit():
            self._people.bind_badge(staff, badge_digest(self._pepper, code))
            self.counter.record(BadgeBound(staff))
        return job

    @needs(Right.TEAM)
    def revoke_badge(self, staff: str) -> Member | Refused:
        """Let a person's badge, which was lost or given back, open nothing any more.

        A PIN that may be too short without it goes as well; they choose another one.
        """
        found = self._found(staff)
        if isinstance(found, Refused):
            return found
        with self.counter.unit():
            if self._people.revoke_badge(staff):
                self.counter.record(BadgeRevoked(staff))
                if found[1].pin_hash and team.needs_badge(found[0]):
                    self._people.keep(replace(found[1], pin_hash=None))
                    self.counter.record(PinReset(staff))
        return self.member(staff)

    # -- what they share ---------------------------------------------------------------------------

    def _by(self) -> str:
        return self.counter.signed_in or ""

    def _everybody(self) -> tuple[Staff, ...]:
        return tuple(staff for staff, _ in self._people.everybody())

    def _found(self, staff: str) -> tuple[Staff, PersonRow] | Refused:
        found = self._people.staff(staff)
        if found is None:
            return Refused(Reason.NOT_KNOWN_HERE)
        return found, self._people.get(staff) or PersonRow(staff, staff, staff[:2].upper())

    def _fewest(self, staff: Staff) -> int:
        return team.fewest_digits(staff, with_badge=self._people.has_badge(staff.staff))

    @staticmethod
    def _may_choose(staff: Staff, row: PersonRow) -> Refused | None:
        if staff.blocked:
            return Refused(Reason.BLOCKED)
        return Refused(Reason.HAS_PIN) if row.pin_hash else None

    def _member(self, staff: Staff, row: PersonRow) -> Member:
        return Member(
            staff=staff.staff,
            name=row.name,
            initials=row.initials,
            role=staff.role,
            rights=team.RIGHTS[staff.role] | staff.granted,
            granted=staff.granted,
            grantable=team.GRANTABLE.get(staff.role, frozenset()),
            is_blocked=staff.blocked,
            has_pin=bool(row.pin_hash),
            has_badge=self._people.has_badge(staff.staff),
            is_here=staff.staff == self.counter.signed_in,
            is_held=team.is_held(row.wrong),
            seen_at=self.counter.store.deeds.last_seen(staff.staff),
            needs_badge=bool(row.pin_hash) and team.needs_badge(staff),
        )
