"""Quarantine: what could not be taken, why, its bytes; taken in again, or left with a reason."""

import msgspec
from starlette.responses import Response

from kiosk.central.console.call import Call, Said
from kiosk.central.console.front import Page
from kiosk.central.console.phrases import N_
from kiosk.central.replaying import BROKE, ITEM, NoReplay, QuarantineWish, asides
from kiosk.central.retention import QUARANTINE_DAYS
from kiosk.central.sql import Undone
from kiosk.central.store import Store
from kiosk.central.users import Role

_MOST = 200
_A_LINE = 16  # bytes
REASONS = {  # N_ marks what is translated where it is shown
    "skipped: pruned": N_("Numbers that its box keeps no more"),
    "skipped: hole": N_("Numbers that its box never had"),
    "skipped: unsendable": N_("An event that its box could not send"),
}
_WHATS = {ITEM: N_("An event that could not be read"), "up/": N_("A packet that could not be read")}
_LEFT = N_("It is left in quarantine. In %(days)s its bytes go; its hash and the reason stay.")
TAKEN = N_("taken in again")


def dump(raw: bytes) -> str:
    """Write bytes as people look at them: number, hex, and what of it can be read."""
    lines = []
    for at in range(0, len(raw), _A_LINE):
        piece = raw[at : at + _A_LINE]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in piece)  # noqa: PLR2004 ASCII
        lines.append(f"{at:04x}  {piece.hex(' '):<47}  {shown}")
    return "\n".join(lines)


def what(reason: str) -> str:
    """Return what something is that could not be taken; the central's own word if unknown."""
    known = (said for begin, said in _WHATS.items() if reason.startswith(begin))
    return REASONS.get(reason) or next(known, reason)


async def show(call: Call) -> Response:
    """Show what is in quarantine."""
    rows = await call.desk.read(lambda books: asides(books, _MOST))
    return call.page("quarantine.html", rows=rows, what=what, dump=dump, taken=TAKEN)


async def settle(call: Call) -> Response:
    """Take something in again, or keep why it is left."""
    told = {"type": "quarantine", "action": call.field("action", 16)}
    number, words = call.field("n", 16), call.field("words", 200)
    try:
        wish = msgspec.convert({**told, "n": int(number), "words": words}, QuarantineWish)
    except ValueError:  # a ValidationError is one
        await call.note("quarantine.leave", number, "cannot be read")
        return call.error(400, call.say("What was sent cannot be read."))
    by, at = call.user.name if call.user else "", call.desk.means.wall()
    days = call.phrases.days(QUARANTINE_DAYS)

    def settled(store: Store) -> Said:
        try:
            told = store.replaying.settle(wish, by, at)
        except NoReplay as no:
            return call.told(no.told, ok=False)
        if wish.action == "replay":
            return call.told(told, ok=True)
        return Said(ok=True, words=call.say(_LEFT, days=days))

    action = f"quarantine.{wish.action}"
    try:
        said = await call.do(action, number, settled)
    except Undone:
        said = call.told(BROKE, ok=False)
        await call.note(action, number, said.words, told=said.told)
    return call.go("/quarantine", said)


PAGES = (
    Page("/quarantine", show, Role.OPERATOR),
    Page("/quarantine/settle", settle, Role.OPERATOR, ("POST",)),
)
