"""Policies: which point works by which version, what another one would change, and sending it."""

from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from kiosk.central.console.call import Call, Said
from kiosk.central.console.front import Page
from kiosk.central.console.phrases import N_
from kiosk.central.policies import NoPolicy, PolicyBook, changes, in_force_of, mark_of
from kiosk.central.profiles import profiles
from kiosk.central.sql import plain
from kiosk.central.store import Store
from kiosk.central.users import Role

_NO = {  # N_ marks what is translated where it is shown
    "unknown": N_("There is no such policy."),
    "no_point": N_("There is no such point."),
    "changed": N_("Somebody else was quicker, or the point has other rules now. Look again."),
    "same": N_("The point works by this version already, or by a newer one."),
}


async def show(call: Call) -> Response:
    """Show every point with its rules."""
    found = await call.desk.read(lambda books: PolicyBook(books).all())
    return call.page("policies.html", found=found, known=profiles())


async def compare(call: Call) -> Response:
    """Show what a policy would change at a point; nothing is sent yet."""
    point, name = plain(call.asked("point", 64)), call.asked("policy", 64)
    one = await call.desk.read(lambda books: PolicyBook(books).get(point))
    policy = profiles().get(name)
    if one is None or policy is None:
        no = _NO["no_point"] if one is None else _NO["unknown"]
        return call.error(404, call.say(no))
    before = in_force_of(one)
    told: dict[str, Any] = {"one": one, "policy": policy, "name": name, "mark": mark_of(one)}
    told["rows"], told["is_known"] = changes(before, policy), before is not None
    told["currencies"] = (before and before.deposit_currency, policy.deposit_currency)
    return call.page("policy.html", **told)


async def send(call: Call) -> Response:
    """Send a policy whose changes were looked at."""
    point, name, mark = call.field("point", 64), call.field("policy", 64), call.field("seen", 2000)
    who, at = call.user.name if call.user else "", call.desk.means.wall()

    def sent(store: Store) -> Said:
        try:
            letter = store.policies.choose(plain(point), name, mark)
        except NoPolicy as no:
            return call.no(_NO[str(no)])
        store.queue(point, [letter], at, who)
        return Said(ok=True, words=call.say("The rules are on their way to the point."))

    said = await call.do("policy.send", f"{point} {name}", sent)
    back = "/policies"
    if not said.ok and name in profiles():
        back = f"/policies/compare?point={quote(point, safe='')}&policy={quote(name, safe='')}"
    return call.go(back, said)


PAGES = (
    Page("/policies", show),
    Page("/policies/compare", compare, Role.OPERATOR),
    Page("/policies/send", send, Role.ADMIN, ("POST",)),
)
