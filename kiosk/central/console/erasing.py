"""Who was asked to be forgotten, how it stands at each box, asking for it and taking it back."""

import msgspec
from msgspec import Struct
from starlette.responses import Response

from kiosk.central.console.call import Call, Said
from kiosk.central.console.front import Page
from kiosk.central.console.phrases import N_
from kiosk.central.erase_wishes import EraseWish
from kiosk.central.erasures import Asked, NoErasure, all_of
from kiosk.central.sql import plain
from kiosk.central.store import Store
from kiosk.central.users import Role

_MOST = 200
_NOT_BACK = {
    "unknown": N_("There is no such request."),
    "done": N_("It is done already; nothing brings the data back."),
    "before": N_("It was taken back before."),
}


class Shown(Struct, frozen=True):
    """An erasure in the list: what was asked, and in a word how it stands.

    Args:
        asked: as the books have it.
        word: `open`, `overdue`, `kept` or `done`.
    """

    asked: Asked
    word: str


def word_of(one: Asked, at: int) -> str:
    """Say in a word how an erasure stands at a moment."""
    if one.done_at is not None:
        return "done"
    if one.withdrawn_at is not None:
        return "kept"
    return "overdue" if one.due_at is not None and one.due_at < at else "open"


async def show(call: Call) -> Response:
    """Show every erasure, those that are late first."""
    return await _page(call)


async def ask(call: Call) -> Response:
    """Have a customer forgotten at every point that knows them."""
    customer, days = call.field("customer_ref", 64), call.field("days", 4)
    told = {"type": "erase", "request": f"ER-{call.desk.means.secret().hex()[:16]}"}
    try:
        wish = msgspec.convert(
            {**told, "customer_ref": customer, "days": int(days) if days.isascii() else -1},
            EraseWish,
        )
    except (msgspec.ValidationError, ValueError):
        await call.note("erasure.ask", customer, "cannot be read")
        fault = call.say("A reference is 1 to 64 letters, digits and signs; days are 0 to 365.")
        return await _page(call, 422, fault=fault, typed=customer)
    at = call.desk.means.wall()

    def asked(store: Store) -> Said:
        if store.is_erasing(customer):
            return call.no(N_("This customer is being forgotten already."))
        return call.granted(wish, at)

    said = await call.do("erasure.ask", f"{wish.request} {customer}", asked)
    if not said.ok:
        return await _page(call, 409, fault=said.words, typed=customer)
    words = call.say("It is asked of every box that knows the customer.")
    return call.go("/erasures", Said(ok=True, words=words))


async def back(call: Call) -> Response:
    """Take one back, where that can still be done."""
    request, why = call.field("request", 64), plain(call.field("why", 200)).strip()
    if not why:
        await call.note("erasure.back", request, "without words")
        return await _page(call, 422, fault=call.say("Say in a few words why it is taken back."))
    who, at = call.user.name if call.user else "", call.desk.means.wall()

    def taken_back(store: Store) -> Said:
        try:
            boxes = store.withdraw_erasure(plain(request), why, who, at)
        except NoErasure as no:
            return call.no(_NOT_BACK[str(no)])
        return Said(ok=True, words=call.say("Boxes that are told: %(n)s.", n=boxes))

    return call.go("/erasures", await call.do("erasure.back", request, taken_back))


async def _page(call: Call, status: int = 200, *, fault: str = "", typed: str = "") -> Response:
    at = call.desk.means.wall()
    found = [Shown(one, word_of(one, at)) for one in await call.desk.read(all_of)]
    order = {"overdue": 0, "open": 1, "kept": 2, "done": 3}
    found.sort(key=lambda one: order[one.word])
    more = len(found) - _MOST
    return call.page(
        "erasures.html", status, found=found[:_MOST], more=max(more, 0), fault=fault, typed=typed
    )


PAGES = (
    Page("/erasures", show, Role.OPERATOR),
    Page("/erasures/ask", ask, Role.ADMIN, ("POST",)),
    Page("/erasures/back", back, Role.ADMIN, ("POST",)),
)
