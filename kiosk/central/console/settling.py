"""Sums that a card did not take back: saying to the point what became of one."""

import msgspec
from starlette.responses import Response

from kiosk.central.console.call import Call, Said
from kiosk.central.console.front import Page
from kiosk.central.console.phrases import N_
from kiosk.central.second_words import SettleWish
from kiosk.central.store import Store
from kiosk.central.users import Role

NO = {  # N_ marks what is translated where it is shown
    "unknown": N_("Nothing of this number is in the books."),
    "decided": N_("Somebody else was quicker."),
    "under_way": N_("A word about it is on its way to the point."),
}
REFUSALS = {  # by the point
    "stale": N_("the sum is settled there already"),
    "not_here": N_("the point does not know this payment"),
    "unknown_type": N_("its program does not know this yet"),
}


async def settle(call: Call) -> Response:
    """Say to a point what became of a sum."""
    told = {name: call.field(name) for name in ("point", "payment", "verdict", "comment")}
    try:
        wish = msgspec.convert({"type": "settle", **told}, SettleWish)
    except msgspec.ValidationError:
        await call.note("claim.settle", told["payment"][:64], "the form cannot be read")
        return call.error(400, call.say("What was sent cannot be read."))
    at = call.desk.means.wall()

    def done(store: Store) -> Said:
        why = store.settling.why_not(wish)
        if why:
            return call.no(NO[why])
        if not call.granted(wish, at).ok:
            return call.no(N_("There is no such point."))
        return Said(ok=True, words=call.say("The point is told."))

    about = f"{wish.point} {wish.payment} {wish.verdict}"
    return call.go("/conflicts", await call.do("claim.settle", about, done))


PAGES = (Page("/claims/settle", settle, Role.OPERATOR, ("POST",)),)
