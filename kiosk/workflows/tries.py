"""Tries to sign in: each is counted, and kept, before its PIN is looked at (TRUST.md 6)."""

import hashlib
import hmac
from typing import TypeAlias

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec.structs import replace

from kiosk.core import team
from kiosk.core.team import BOX_TRIES_AN_HOUR, Staff, sign_in_wait_s
from kiosk.core.words import ClockQuality, Right
from kiosk.store.people import PersonRow
from kiosk.workflows.counter import Counter

_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
Hasher: TypeAlias = PasswordHasher


def pin_hasher() -> Hasher:
    """Return the hasher of TRUST.md 6: 25-33 ms on a laptop core, measured; 0.2 s on a Pi 4."""
    return PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1, type=Type.ID)


class SignInTry:
    """A try that is counted already; `verify` is slow, asks no database and suits a worker.

    Args:
        staff: who wants to sign in; None for somebody unknown, who is verified all the same.
        pin_hash: what the PIN is compared with.
        fewest: digits that a PIN must have to count, even where it is the right one.
        pepper: the box's secret.
        hasher: argon2id with its parameters.
    """

    def __init__(
        self, staff: str | None, pin_hash: str, fewest: int, pepper: bytes, hasher: Hasher
    ) -> None:
        self.staff, self.fewest = staff, fewest
        self._pin_hash, self._pepper, self._hasher = pin_hash, pepper, hasher

    def verify(self, pin: str) -> bool:
        """Compare the PIN; takes the same time whatever is wrong."""
        try:
            self._hasher.verify(self._pin_hash, peppered(self._pepper, pin))
        except (VerificationError, InvalidHashError):
            return False
        return self.staff is not None and len(pin) >= self.fewest


class Tries:
    """Counts wrong PINs: of a person in a row and in a day, and at this box within an hour.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    def is_held(self, row: PersonRow | None, role: Staff | None) -> bool:
        """Whether somebody with power must act before a person may try again."""
        if row is not None and team.is_held(self.of_today(row).wrong):
            return True
        moment = self.counter.clock()
        tries = self.counter.store.people.tries(moment.boot, moment.mono - _HOUR_MS)
        has_power = role is not None and role.has(Right.OVERRIDE)
        return tries >= BOX_TRIES_AN_HOUR and not has_power

    def of_today(self, row: PersonRow) -> PersonRow:
        """Return a person with the wrong PINs of this day, which only a sure clock begins anew."""
        moment = self.counter.clock()
        is_sure = moment.clock is ClockQuality.NTP
        if is_sure and row.wrong_day and moment.at // _DAY_MS > row.wrong_day:
            return replace(row, wrong=0, wrong_day=0)
        return row

    def wait_ms(self, row: PersonRow) -> int:
        """Return how long a person waits before the next try; in full again after a restart."""
        moment = self.counter.clock()
        if row.wait_boot == moment.boot:
            return max(0, row.wait_until - moment.mono)
        return sign_in_wait_s(row.wrong) * 1000

    def count(self, row: PersonRow) -> None:
        """Count a person's try and keep it, as if its PIN were wrong."""
        moment, wrong = self.counter.clock(), row.wrong + 1
        is_sure = moment.clock is ClockQuality.NTP
        day = moment.at // _DAY_MS if is_sure else row.wrong_day
        with self.counter.unit():
            self.count_here()
            self._wait(replace(row, wrong=wrong, wrong_day=day), sign_in_wait_s(wrong) * 1000)

    def keep_waiting(self, row: PersonRow, wait_ms: int) -> None:
        """Keep how long a person waits, who tried meanwhile."""
        with self.counter.unit():
            self._wait(row, wait_ms)

    def count_here(self) -> None:
        """Count a try at this box, within the open unit; those of an hour ago count no more."""
        moment, people = self.counter.clock(), self.counter.store.people
        people.carry_tries_over(moment.boot, moment.mono)
        people.drop_tries(moment.mono - _HOUR_MS)
        people.note_try(moment.boot, moment.mono)

    def was_right(self, row: PersonRow) -> None:
        """Forget the wrong tries of who typed the right PIN, within the open unit."""
        people, staff = self.counter.store.people, self.counter.store.people.staff(row.staff)
        people.keep(replace(row, wrong=0, wait_until=0, wrong_day=0))
        if staff is not None and staff.has(Right.OVERRIDE):
            people.forget_tries()
        else:
            people.forget_last_try()

    def _wait(self, row: PersonRow, wait_ms: int) -> None:
        moment = self.counter.clock()
        until = moment.mono + wait_ms
        self.counter.store.people.keep(replace(row, wait_boot=moment.boot, wait_until=until))


def pin_hash(hasher: Hasher, pepper: bytes, pin: str) -> str:
    """Return what is kept of a PIN."""
    return str(hasher.hash(peppered(pepper, pin)))


def badge_digest(pepper: bytes, badge: str) -> str:
    """Return what is kept of a badge: its hash under the box's secret."""
    return peppered(pepper, f"badge {badge}").hex()


def peppered(pepper: bytes, pin: str) -> bytes:
    """Return a PIN or a badge under the box's secret; never kept as it is."""
    return hmac.new(pepper, pin.encode("utf-8", "replace"), hashlib.sha256).digest()
