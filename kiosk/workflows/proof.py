"""The proof that a visitor may collect: a pickup code, counted as a try before it is compared."""

from msgspec import Struct

from kiosk.core.events import SYSTEM, Stamp
from kiosk.core.facts.visits import CodeRejected
from kiosk.core.pickup import (
    MINUTE_MS,
    TryCount,
    digest,
    fits,
    free_in,
    locked,
    seller_digest,
    was_right,
)
from kiosk.core.policy import Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.workflows.counter import Counter

SHORT = 6  # digits of a code that is good for a chosen customer only (WORKFLOWS.md 5)
TAIL = 4


class Proven(Struct, frozen=True):
    """The code was right.

    Args:
        customer_ref: whose it is; the seller's for a give-out code.
        tries: the tries to forget in the unit that opens the visit.
    """

    customer_ref: str
    tries: tuple[int, ...]


class Standing(Struct, frozen=True):
    """How codes stand: so many more may be wrong; a lock lasts so many minutes, 0 for none."""

    left: int
    locked_min: int = 0


class Proof:
    """Compares pickup codes; the codes themselves are nowhere kept.

    A try is committed before the comparison, so that pulling the plug in between still counts it;
    the unit that serves the customer takes it back.

    Args:
        counter: what all activities share.
        at_door: nobody of the staff stands there. Wrong codes there lock the door alone, so that
            whoever plays with it stops nobody at the desk; for one customer all tries count.
    """

    def __init__(self, counter: Counter, *, at_door: bool = False) -> None:
        self._counter, self._at_door = counter, at_door
        self._actor = SYSTEM if at_door else None

    def check(self, code: str, customer_ref: str | None, policy: Policy) -> Proven | Refused:
        """Tell whose code this is.

        Args:
            code: as scanned or typed: a long one, six digits, or last four and six digits.
            customer_ref: the customer chosen first, for six digits.
            policy: the network's rules.
        """
        if not code.isdigit() or len(code) not in {SHORT, TAIL + SHORT}:
            return self._long(code, policy)
        if len(code) == TAIL + SHORT and customer_ref is None:
            return self._tailed(code[:TAIL], code[TAIL:], policy)
        if customer_ref is None:
            return Refused(Reason.CUSTOMER_FIRST)
        return self._short(code[-SHORT:], customer_ref, policy)

    def seller(self, code: str, policy: Policy) -> Proven | Refused:
        """Tell whose give-out code this is; only a seller's newest one counts.

        Args:
            code: as scanned or typed.
            policy: the network's rules.
        """
        moment = self._counter.clock()
        refused = self._locked(None, moment, policy)
        if refused:
            return refused
        number = self._count(None, moment)
        given = seller_digest(self._counter.keys.point, code)
        found = self._counter.store.sellers.by_code(given)
        if found is None:
            return self._reject(None, moment, policy)
        if not found.is_newest:
            return Refused(Reason.CODE_RESET)
        return Proven(found.seller.seller_ref, (number,))

    def forget(self, proven: Proven) -> None:
        """The customer is served: these tries do not count; within the unit that says so."""
        for number in proven.tries:
            self._counter.store.codes.clear_try(number)

    def _long(self, code: str, policy: Policy) -> Proven | Refused:
        moment = self._counter.clock()
        refused = self._locked(None, moment, policy)
        if refused:
            return refused
        number = self._count(None, moment)
        given = digest(self._counter.keys.point, code)
        owner = self._counter.store.codes.owner_of(given)
        if owner is None:
            return self._reject(None, moment, policy)
        return self._compared(given, owner, number, moment, policy)

    def _short(self, code: str, customer_ref: str, policy: Policy) -> Proven | Refused:
        moment = self._counter.clock()
        refused = self._locked(customer_ref, moment, policy)
        if refused:
            return refused
        number, no = self._tried(code, customer_ref, moment)
        return self._told(Proven(customer_ref, (number,)), no, moment, policy)

    def _tailed(self, last_four: str, code: str, policy: Policy) -> Proven | Refused:
        """Try the code on everybody whose phone ends so; only a wrong one costs them a try."""
        moment, tries = self._counter.clock(), dict[str, tuple[int, Refused | None]]()
        answer: Proven | Refused = Refused(Reason.NOT_KNOWN_HERE)
        for customer in self._counter.store.customers.with_last_four(last_four):
            who = customer.customer_ref
            refused = self._locked(who, moment, policy)
            if refused:
                answer = refused
                continue
            tries[who] = self._tried(code, who, moment)
            if tries[who][1] is None:
                return Proven(who, tuple(number for number, _ in tries.values()))
        for who, (number, no) in tries.items():
            answer = self._told(Proven(who, (number,)), no, moment, policy)
        return answer

    def _tried(self, code: str, customer_ref: str, moment: Stamp) -> tuple[int, Refused | None]:
        """Count a try, then compare; return its number, and why the code does not fit."""
        number = self._count(customer_ref, moment)
        given = digest(self._counter.keys.point, code, customer_ref)
        return number, self._fits(given, customer_ref, number, moment)

    def _fits(self, given: str, customer_ref: str, number: int, moment: Stamp) -> Refused | None:
        """Compare; a code that was right once is no guess, and costs no try."""
        windows = self._counter.store.codes.windows(customer_ref)
        no = fits(given, windows, moment.at, moment.clock)
        if no is not None and was_right(given, windows, moment.at):
            with self._counter.unit():
                self._counter.store.codes.clear_try(number)
        return no

    def _compared(
        self, given: str, customer_ref: str, number: int, moment: Stamp, policy: Policy
    ) -> Proven | Refused:
        no = self._fits(given, customer_ref, number, moment)
        return self._told(Proven(customer_ref, (number,)), no, moment, policy)

    def _told(
        self, tried: Proven, no: Refused | None, moment: Stamp, policy: Policy
    ) -> Proven | Refused:
        """Tell what came of a try; a wrong code is journaled."""
        if no is None:
            return tried
        if no.reason is Reason.CODE_STALE:
            return no
        return self._reject(tried.customer_ref, moment, policy)

    def _locked(self, customer_ref: str | None, moment: Stamp, policy: Policy) -> Refused | None:
        return locked(policy, self._tries(customer_ref, moment, policy))

    def standing(self, customer_ref: str | None, policy: Policy) -> Standing:
        """Return how many more wrong codes there may be, and how long a lock lasts.

        Args:
            customer_ref: the customer chosen, None for codes that find theirs.
            policy: the network's rules.
        """
        tries = self._tries(customer_ref, self._counter.clock(), policy)
        left = policy.counter_tries - tries.counter
        if customer_ref is not None:
            left = min(left, policy.code_tries - tries.customer)
        no = locked(policy, tries)
        return Standing(max(0, left), int(no.facts["minutes"]) if no else 0)

    def _tries(self, customer_ref: str | None, moment: Stamp, policy: Policy) -> TryCount:
        find, boot, now = self._counter.store.codes.tries, moment.boot, moment.mono
        since = now - policy.code_tries_window_min * MINUTE_MS
        since_all = now - policy.counter_tries_window_min * MINUTE_MS
        mine = find(customer_ref, boot, since, now) if customer_ref else []
        all_ = find(None, boot, since_all, now, at_door=self._at_door)
        return TryCount(
            len(mine),
            len(all_),
            free_in(mine, policy.code_tries, since),
            free_in(all_, policy.counter_tries, since_all),
        )

    def _count(self, customer_ref: str | None, moment: Stamp) -> int:
        with self._counter.unit():
            return self._counter.store.codes.add_try(
                customer_ref, moment.boot, moment.mono, at_door=self._at_door
            )

    def _reject(self, customer_ref: str | None, moment: Stamp, policy: Policy) -> Refused:
        tries = self._tries(customer_ref, moment, policy)
        counted = tries.customer if customer_ref else tries.counter
        allowed = policy.code_tries if customer_ref else policy.counter_tries
        with self._counter.unit():
            self._counter.record(CodeRejected(counted, customer_ref), actor=self._actor)
        return Refused(Reason.CODE_WRONG, {"left": max(0, allowed - counted)})
