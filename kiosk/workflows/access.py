"""Signing in: a try is committed before the PIN is looked at, and all failures look alike."""

from msgspec.structs import replace

from kiosk.core.facts.box import SettingChanged
from kiosk.core.facts.people import BadgeBound, LoginFailed, PinSet, ShiftClosed, ShiftOpened
from kiosk.core.refusals import Reason, Refused
from kiosk.core.team import (
    PIN_DIGITS,
    PIN_TRIES,
    Staff,
    check_pin,
    fewest_digits,
    may_choose_alone,
    owners_to_begin,
)
from kiosk.core.words import Right
from kiosk.store.people import PersonRow
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody
from kiosk.workflows.tries import Hasher, SignInTry, Tries, badge_digest, peppered, pin_hash
from kiosk.workflows.views import Person

LANGUAGES = ("ru", "pt", "en")
BADGE_SHOWN_MS = 60_000  # a scanned badge stands for its person that long


class Access(Activity):
    """Who is at the counter.

    Args:
        counter: what all activities share.
        hasher: argon2id with its parameters.
    """

    def __init__(self, counter: Counter, hasher: Hasher) -> None:
        super().__init__(counter)
        self._hasher, self._tries = hasher, Tries(counter)
        self._pins: dict[str, int] = {}  # person -> monotonic ms of the last PIN typed here
        self._vouched_by_pin = ""  # who vouched last, if by the PIN
        self._shown = ("", -BADGE_SHOWN_MS)  # whose badge was scanned last, at which monotonic ms
        # somebody unknown costs the same time as somebody known
        self._dummy = hasher.hash(peppered(counter.keys.pepper, "no such person"))

    @anybody
    def people(self) -> tuple[Person, ...]:
        """Return everybody who may work here; names are for after the lock."""
        return tuple(_person(staff, row) for staff, row in self.counter.store.people.active())

    @property
    def who(self) -> Person | None:
        """Who is signed in; None as soon as the central blocks them."""
        staff = self.counter.staff
        row = self.counter.store.people.get(staff.staff) if staff else None
        return _person(staff, row) if staff and row and not staff.blocked else None

    @anybody
    def tries_left(self, staff: str) -> int:
        """Return how many tries are left before a wait."""
        row = self.counter.store.people.get(staff)
        return max(0, PIN_TRIES - self._tries.of_today(row).wrong) if row else PIN_TRIES

    @anybody
    def wait_s(self, staff: str) -> int:
        """Return how long this person must wait before the next try, 0 for not at all."""
        row = self.counter.store.people.get(staff)
        return self._tries.wait_ms(row) // 1000 if row else 0

    @anybody
    def begin_sign_in(self, staff: str) -> SignInTry | Refused:
        """Count a try, and return what compares the PIN."""
        row, role = self._known(staff), self.counter.store.people.staff(staff)
        if self.is_held(staff):
            return Refused(Reason.SIGN_IN_HELD)
        if row is None or role is None:
            with self.counter.unit():
                self._tries.count_here()
            return self._try(None, self._dummy, PIN_DIGITS)
        if row.has_lost_pin:
            return Refused(Reason.PIN_LOST)
        row = self._tries.of_today(row)
        waits_ms = self._tries.wait_ms(row)
        if waits_ms:
            self._tries.keep_waiting(row, waits_ms)
            return Refused(Reason.SIGN_IN_LOCKED, {"seconds": -(-waits_ms // 1000)})
        self._tries.count(row)
        known = staff if row.pin_hash else None
        return self._try(known, row.pin_hash or self._dummy, self.fewest_digits(staff))

    def _try(self, staff: str | None, kept: str, fewest: int) -> SignInTry:
        return SignInTry(staff, kept, fewest, self.counter.keys.pepper, self._hasher)

    @anybody
    def fewest_digits(self, staff: str) -> int:
        """Return how many digits a person's PIN must have here and now, for it to count.

        Four are enough for who has no power, once their badge was scanned or while they are
        signed in (TRUST.md 6). It tells nothing about the PIN that they chose.
        """
        role = self.counter.store.people.staff(staff)
        shown, at = self._shown
        is_shown = shown == staff and self.counter.clock().mono - at < BADGE_SHOWN_MS
        is_here = staff == self.counter.signed_in
        return fewest_digits(role, with_badge=is_shown or is_here) if role else PIN_DIGITS

    @anybody
    def too_short(self, staff: str, pin: str) -> Refused | None:
        """Return why a PIN has too few digits to be looked at, or None; counts no try."""
        fewest = self.fewest_digits(staff)
        return Refused(Reason.PIN_SHORT, {"digits": fewest}) if len(pin) < fewest else None

    @anybody
    def is_held(self, staff: str) -> bool:
        """Whether somebody with power must act before this person may try again.

        Fifteen wrong PINs of theirs since yesterday; or fifty of whomever within an hour, which
        somebody with power ends by signing in (TRUST.md 6).
        """
        return self._tries.is_held(self._known(staff), self.counter.store.people.staff(staff))

    @anybody
    def finish_sign_in(self, attempt: SignInTry, ok: bool) -> Person | Refused:  # noqa: FBT001
        """End a try: open the person's shift, or journal the failure."""
        row = self._passed(attempt, ok=ok)
        if isinstance(row, Refused):
            return row
        self._pins[row.staff] = self.counter.clock().mono
        return self._open_shift(row)

    @anybody
    def sign_in(self, staff: str, pin: str) -> Person | Refused:
        """Sign in in one go; takes as long as the PIN takes to compare."""
        if no := self.too_short(staff, pin):
            return no
        match self.begin_sign_in(staff):
            case Refused() as no:
                return no
            case attempt:
                return self.finish_sign_in(attempt, attempt.verify(pin))

    @anybody
    def witnesses(self, right: Right) -> tuple[Person, ...]:
        """Return who may vouch for an action that wants a right: others who have it alone."""
        return tuple(
            _person(staff, row)
            for staff, row in self.counter.store.people.active()
            if row.staff != self.counter.signed_in
            and row.pin_hash
            and not row.has_lost_pin
            and staff.has(right)
            and not staff.needs_witness(right)
        )

    @anybody
    def vouch(self, attempt: SignInTry, ok: bool, right: Right) -> Person | Refused:  # noqa: FBT001
        """End a second person's try: they vouch for the next action that wants a witness."""
        row = self._passed(attempt, ok=ok)
        if isinstance(row, Refused):
            return row
        with self.counter.unit():
            self._tries.was_right(row)
        self._vouched_by_pin = row.staff
        return self._vouched(row, right)

    def _vouched(self, row: PersonRow, right: Right) -> Person | Refused:
        staff = self.counter.store.people.staff(row.staff)
        is_other = row.staff != self.counter.signed_in
        if staff is None or not is_other or not staff.has(right) or staff.needs_witness(right):
            return Refused(Reason.NOT_ALLOWED, {"right": right.value})
        self.counter.vouching = row.staff
        return _person(staff, row)

    # -- badges ----------------------------------------------------------------------------------

    @anybody
    def badge_of(self, badge: str) -> Person | Refused:
        """Return whose badge this is; an unknown one and a blocked person's look alike."""
        row = self._badged(badge)
        staff = self.counter.store.people.staff(row.staff) if row else None
        if row is None or staff is None:
            with self.counter.unit():
                self.counter.record(LoginFailed(None))
            return Refused(Reason.WRONG_BADGE_OR_PIN)
        return _person(staff, row)

    @anybody
    def take_over(self, badge: str) -> Person | Refused | None:
        """Let a person take over with one scan of the badge.

        Returns:
            Who is signed in now; None while the badge alone is not enough: nobody is signed in,
            the person has no PIN or has not typed it lately, or has power that wants it each time.
        """
        row, policy = self._badged(badge), self.counter.policy
        if row is None:
            return self.badge_of(badge)
        staff, typed = self.counter.store.people.staff(row.staff), self._pins.get(row.staff)
        if self.is_held(row.staff):
            return Refused(Reason.SIGN_IN_HELD)
        if policy is None or staff is None or typed is None or self.who is None:
            return None
        if not row.pin_hash:  # the central took it back after it was typed
            return None
        late = self.counter.clock().mono - typed >= policy.badge_alone_min * 60_000
        return None if late or staff.has(Right.OVERRIDE) else self._open_shift(row, typed=False)

    @anybody
    def vouch_by_badge(self, badge: str, right: Right) -> Person | Refused:
        """Let a second person vouch for the next action by the badge alone (WORKFLOWS.md 3)."""
        row, self._vouched_by_pin = self._badged(badge), ""
        return self._vouched(row, right) if row else self.badge_of(badge)

    @anybody
    def relieve(self, staff: str) -> Person | None:
        """Let who vouched last, by PIN, go on at the counter, once; None: they must sign in."""
        by_pin, self._vouched_by_pin = self._vouched_by_pin, ""
        row = self._known(staff) if staff == by_pin else None
        person = self._open_shift(row) if row else None
        return person if isinstance(person, Person) else None

    @anybody
    def bind_badge(self, attempt: SignInTry, ok: bool, badge: str) -> Person | Refused:  # noqa: FBT001
        """End the try of who is signed in, and make a badge theirs instead of any other."""
        row = self._passed(attempt, ok=ok)
        if isinstance(row, Refused):
            return row
        digest, people = self._digest(badge), self.counter.store.people
        owner, staff = people.with_badge(digest), people.staff(row.staff)
        if staff is None or row.staff != self.counter.signed_in:
            return Refused(Reason.NOT_SIGNED_IN)
        with self.counter.unit():
            self._tries.was_right(row)
        if owner not in {None, row.staff}:
            return Refused(Reason.BADGE_TAKEN)
        with self.counter.unit():
            people.bind_badge(row.staff, digest)
            self.counter.record(BadgeBound(row.staff))
        return _person(staff, row)

    @property
    def has_badge(self) -> bool:
        """Whether the person at the counter has a badge."""
        return self.counter.store.people.has_badge(self.counter.signed_in or "")

    def _badged(self, badge: str) -> PersonRow | None:
        staff = self.counter.store.people.with_badge(self._digest(badge))
        row = self._known(staff) if staff else None
        if row is not None:
            self._shown = (row.staff, self.counter.clock().mono)
        return row

    def _digest(self, badge: str) -> str:
        return badge_digest(self.counter.keys.pepper, badge)

    @anybody
    def may_choose_pin(self, staff: str) -> Refused | None:
        """Return why a person without a PIN may not choose one at the lock, or None."""
        people = self.counter.store.people
        known = people.staff(staff)
        with_pin = (one for one, row in people.active() if row.pin_hash)
        return may_choose_alone(known, with_pin) if known else None

    @anybody
    def owners_to_begin(self) -> tuple[Person, ...]:
        """Return the owners of whom one chooses the first PIN here; none once anybody has one."""
        active = self.counter.store.people.active()
        first = owners_to_begin((staff, bool(row.pin_hash)) for staff, row in active)
        return tuple(_person(staff, row) for staff, row in active if staff.staff in first)

    @anybody
    def check_new_pin(self, staff: str, pin: str) -> Refused | None:
        """Return why a person without a PIN may not choose this one, or None; keeps nothing."""
        row, role = self._known(staff), self.counter.store.people.staff(staff)
        if row is None or role is None or row.pin_hash:
            return Refused(Reason.WRONG_BADGE_OR_PIN)
        fewest = fewest_digits(role, with_badge=self.counter.store.people.has_badge(staff))
        return self.may_choose_pin(staff) or check_pin(pin, fewest)

    @anybody
    def set_pin(self, staff: str, pin: str) -> Person | Refused:
        """Let a person without a PIN choose one, and sign them in."""
        row, refused = self._known(staff), self.check_new_pin(staff, pin)
        if row is None or refused:
            return refused or Refused(Reason.WRONG_BADGE_OR_PIN)
        row = replace(row, pin_hash=pin_hash(self._hasher, self.counter.keys.pepper, pin))
        with self.counter.unit():
            self.counter.store.people.keep(row)
            self.counter.record(PinSet(staff), actor=staff)
        self._pins[staff] = self.counter.clock().mono
        return self._open_shift(row, typed=False)

    @anybody
    def sign_out(self) -> Refused | None:
        """Lock the counter; visits stay open."""
        leaving, self.counter.signed_in = self.counter.signed_in, None
        self.counter.vouching = None
        if leaving:
            with self.counter.unit():
                self.counter.record(ShiftClosed(leaving), actor=leaving)
        return None

    @anybody
    def set_language(self, language: str) -> Refused | None:
        """Keep the language of who is signed in."""
        row = self.counter.store.people.get(self.counter.signed_in or "")
        if row and language in LANGUAGES and language != row.language:
            told = SettingChanged("own.language", row.language, language, row.staff)
            with self.counter.unit():
                self.counter.store.people.keep(replace(row, language=language))
                self.counter.record(told)
        return None

    def _known(self, staff: str) -> PersonRow | None:
        role = self.counter.store.people.staff(staff)
        return self.counter.store.people.get(staff) if role and not role.blocked else None

    def _passed(self, attempt: SignInTry, *, ok: bool) -> PersonRow | Refused:
        row = self._known(attempt.staff) if attempt.staff else None
        if ok and row:
            return row
        with self.counter.unit():
            self.counter.record(LoginFailed(attempt.staff))
        return Refused(Reason.WRONG_BADGE_OR_PIN)

    def _open_shift(self, row: PersonRow, *, typed: bool = True) -> Person | Refused:
        """Begin a person's shift; wrong tries are forgotten only where the right PIN was typed."""
        staff = self.counter.store.people.staff(row.staff)
        if staff is None:
            return Refused(Reason.WRONG_BADGE_OR_PIN)
        leaving = self.counter.signed_in
        with self.counter.unit():
            if typed:
                self._tries.was_right(row)
            if leaving and leaving != row.staff:
                self.counter.record(ShiftClosed(leaving), actor=leaving)
            self.counter.record(ShiftOpened(row.staff), actor=row.staff)
        self.counter.signed_in, self.counter.vouching = row.staff, None
        return _person(staff, row)


def _person(staff: Staff, row: PersonRow) -> Person:
    return Person(
        row.staff, row.name, row.initials, staff.role, bool(row.pin_hash), language=row.language
    )
