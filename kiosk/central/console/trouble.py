"""What people must decide: conflicts and claims."""

import msgspec
from msgspec import Struct
from starlette.responses import Response

from kiosk.central.console.call import Call, Said
from kiosk.central.console.front import Page
from kiosk.central.console.phrases import N_
from kiosk.central.console.settling import REFUSALS
from kiosk.central.settling import Settling
from kiosk.central.sql import Sql
from kiosk.central.store import Store
from kiosk.central.users import Role

_MOST = 200
_KINDS = ("conflict", "claim")
REASONS = {  # N_ marks what is translated where it is shown
    "issued_twice": N_("handed over twice"),
    "issued_after_cancel": N_("handed over after it was cancelled"),
    "issue_stands": N_("cancelled, but handed over"),
    "held": N_("held back at one place, handed on at another"),
    "moved_apart": N_("put into two cells at once"),
    "extended_unclaimed": N_("sent back, though it may wait longer"),
    "already_packed": N_("packed already"),
    "disposed": N_("disposed of already"),
    "done_twice": N_("done twice"),
    "returned_twice": N_("brought back twice"),
    "returned_after_withdrawal": N_("brought back after it was withdrawn"),
    "goods_here": N_("the goods are here"),
    "due_mismatch": N_("paid another sum than asked for"),
    "seal_broken": N_("a seal was broken"),
    "payment_failed": N_("cards failed"),
    "not_refunded": N_("money could not go back"),
    "overtaken": N_("its box told something later of it, which stands"),
}


class Case(Struct, frozen=True):
    """A conflict or a claim.

    Args:
        kind, n: which.
        point, about, id: where, and what it is about.
        reason: in a word of the rules.
        tasks: what is to be looked at.
        at: since when, ms UTC.
        fact: the event that came second, as its box told it.
        decided: who said what about it; empty while nobody did.
    """

    kind: str
    n: int
    point: str
    about: str
    id: str
    reason: str
    tasks: str
    at: int
    fact: str
    decided: str

    @property
    def is_contradiction(self) -> bool:
        """Whether no rule knows it: the reason then says, to programmers, what did not fit."""
        return ": " in self.reason


def cases(books: Sql) -> list[Case]:
    """Return conflicts and claims, those nobody decided first, the newest first."""
    rows = books.execute(
        "SELECT 'conflict', conflict.n, point, conflict.kind, conflict.id, reason, '',"
        " conflict.taken_at, body, user_name, words FROM conflict"
        " LEFT JOIN event ON event.id = conflict.event"
        " LEFT JOIN decided ON decided.kind = 'conflict' AND decided.n = conflict.n"
        " ORDER BY user_name IS NOT NULL, conflict.n DESC LIMIT ?",
        [_MOST],
    ).fetchall()
    rows += books.execute(
        "SELECT 'claim', claim.n, point, claim.kind, claim.id, claim, tasks,"
        " opened_at, body, user_name, words FROM claim"
        " LEFT JOIN event ON event.id = claim.event"
        " LEFT JOIN decided ON decided.kind = 'claim' AND decided.n = claim.n"
        " ORDER BY user_name IS NOT NULL, claim.n DESC LIMIT ?",
        [_MOST],
    ).fetchall()
    found = [
        Case(kind, n, point, about, id_, why, tasks, at, _pretty(body), _said(user, words))
        for kind, n, point, about, id_, why, tasks, at, body, user, words in rows
    ]
    return sorted(found, key=lambda case: (bool(case.decided), -case.at))


def _pretty(body: bytes | None) -> str:
    return "" if body is None else msgspec.json.format(bytes(body), indent=2).decode()


def _said(user: str | None, words: str | None) -> str:
    return f"{user}: {words}" if user else ""


async def show(call: Call) -> Response:
    """Show conflicts and claims."""
    found, told = await call.desk.read(lambda books: (cases(books), Settling(books).verdicts()))
    return call.page(
        "conflicts.html", cases=found, verdicts=told, refusals=REFUSALS, reasons=REASONS
    )


async def decide(call: Call) -> Response:
    """Keep what somebody says about one of them."""
    kind, number = call.field("kind", 16), call.field("n", 18)
    words, back = call.field("words", 200), "/conflicts"
    if kind not in _KINDS or not (number.isascii() and number.isdigit()):
        return call.error(400, call.say("What was sent cannot be read."))
    if not words:
        said = Said(ok=False, words=call.say("Say in a few words what you decided."))
        await call.note("decide", f"{kind} {number}", "without words")
        return call.go(back, said)
    user, at = call.user.name if call.user else "", call.desk.means.wall()

    def kept(store: Store) -> Said:
        is_first = store.decide(kind, int(number), user, words, at)
        if is_first is None:
            return call.no(N_("Nothing of this number is in the books."))
        if not is_first:
            return call.no(N_("Somebody else was quicker."))
        return Said(ok=True, words=call.say("It is kept."))

    return call.go(back, await call.do("decide", f"{kind} {number}", kept))


PAGES = (
    Page("/conflicts", show),
    Page("/decide", decide, Role.OPERATOR, ("POST",)),
)
