"""Updates: releases, whose turn is when, how far each box is, and what people decide of it."""

from typing import Any
from urllib.parse import quote

import msgspec
from starlette.responses import Response

from kiosk.central.console.call import Call, Said
from kiosk.central.console.front import Page
from kiosk.central.console.live import Piece, stream, while_same
from kiosk.central.console.phrases import N_
from kiosk.central.rollout_book import RolloutBook
from kiosk.central.rollout_wishes import (
    NoRollout,
    RingWish,
    RolloutStartWish,
    RolloutWish,
    RolloutWishes,
)
from kiosk.central.sql import Sql
from kiosk.central.store import Store
from kiosk.central.users import Role
from kiosk.core.update_words import Ring, Step

RINGS = {  # N_ marks what is translated where it is shown
    "canary": N_("first boxes"),
    "early": N_("early boxes"),
    "all": N_("all boxes"),
}
STATES = {
    "running": N_("runs"),
    "paused": N_("waits"),
    "halted": N_("halted"),
    "withdrawn": N_("withdrawn"),
    "superseded": N_("a newer one took its place"),
}
STEPS = {
    "offered": N_("offered"),
    "accepted": N_("taken note of"),
    "begun": N_("being fetched"),
    "installed": N_("on trial"),
    "confirmed": N_("confirmed"),
    "rolled_back": N_("went back"),
    "failed": N_("failed"),
    "held": N_("offer taken back"),
    "gone": N_("no longer a box of ours"),
}
CAUSES = {
    "bad_bundle": N_("the bundle is damaged"),
    "bad_signature": N_("its signature does not fit"),
    "wrong_arch": N_("made for another processor"),
    "wrong_python": N_("made for another Python"),
    "base_too_old": N_("the base of the box is too old"),
    "downgrade": N_("older than what the box has"),
    "disk_short": N_("too little room on the disk"),
    "no_network": N_("the bundle could not be fetched"),
    "busy": N_("another release is being installed"),
    "backup_failed": N_("no backup could be made"),
    "migrate_failed": N_("the books could not be taken over"),
    "not_ready": N_("it did not start in time"),
    "crashed": N_("it crashed"),
    "hung": N_("it hung"),
    "power": N_("the power failed again and again"),
    "crash_loop": N_("it crashed again and again"),
    "has_it": N_("it ran there already"),
    "tried": N_("it went back there before"),
    "unknown_type": N_("its program knows no roll-outs yet"),
    "expired": N_("the offer came too late"),
}
NOTES = {
    "started": N_("started"),
    "advanced": N_("went on"),
    "running": N_("resumed"),
    "paused": N_("paused"),
    "halted": N_("halted by itself"),
    "rolled_back": N_("went back"),
    "failed": N_("failed"),
    "withdrawn": N_("withdrawn"),
    "superseded": N_("a newer one took its place"),
}
NO = {
    "no_release": N_("There is no release %(what)s."),
    "no_point": N_("There is no such point."),
    "no_rollout": N_("There is no roll-out %(what)s."),
    "release_known": N_("Release %(what)s is known with another bundle."),
    "serial_taken": N_("The serial %(what)s is another release's."),
    "bad_manifest": N_("The manifest cannot be read: %(what)s"),
    "name_taken": N_("A roll-out is called %(what)s already."),
    "under_way": N_("The roll-out %(what)s is under way. End it first."),
    "downgrade": N_("Boxes have the newer release %(what)s. A box takes no older one."),
    "ring_empty": N_("No box is in the rings so far. Put points into them first."),
    "over": N_("The roll-out %(what)s is over."),
    "changed": N_("Somebody else was quicker: it stands otherwise now. Look again."),
    "not_running": N_("The roll-out %(what)s does not run. Resume it first."),
    "no_further": N_("That ring has the release already."),
    "skips": N_("No ring is left out."),
    "paused_already": N_("The roll-out %(what)s waits already."),
    "runs_already": N_("The roll-out %(what)s runs already."),
}
_DONE = {
    "advance": N_("It goes on: the boxes of the next ring are offered the release."),
    "pause": N_("It waits. What no box has begun is taken back."),
    "resume": N_("It goes on, and counts anew."),
    "withdraw": N_("It is over. What no box has begun is taken back."),
}
_WORDS: dict[str, Any] = {
    "rings_said": RINGS,
    "states_said": STATES,
    "steps_said": STEPS,
    "causes_said": CAUSES,
    "notes_said": NOTES,
    "steps": tuple(Step),
    "rings": tuple(Ring),
}


def _listed(books: Sql) -> dict[str, Any]:
    return {"rollouts": RolloutBook(books).listed(), **_WORDS}


def _all(books: Sql) -> dict[str, Any]:
    book = RolloutBook(books)
    return {"releases": book.releases(), "points": book.rings(), **_listed(books)}


async def show(call: Call) -> Response:
    """Show releases and roll-outs, and the form for another one."""
    return await _page(call)


async def _page(call: Call, status: int = 200, **told: object) -> Response:
    known = await call.desk.read(_all)
    return call.page("updates.html", status, **{"fault": "", "typed": {}, **known, **told})


async def show_one(call: Call) -> Response:
    """Show how far a roll-out is at each box, and what may be decided."""
    name = call.request.path_params["rollout"]
    known = await call.desk.read(lambda books: _one(books, name))
    if known is None:
        missing = NO["no_rollout"]
        return call.error(404, call.say(missing, what=name[:64]))
    return call.page("update.html", at=call.desk.means.wall(), **known)


def _one(books: Sql, name: str) -> dict[str, Any] | None:
    book = RolloutBook(books)
    one = book.get(name)
    if one is None:
        return None
    return {"one": one, "release": book.release(one.version), "notes": book.notes(name), **_WORDS}


async def start(call: Call) -> Response:
    """Begin a roll-out as the form says."""
    names = ("rollout", "version", "ring", "halt_at", "soak_h", "enough", "from_min", "to_min")
    typed = {name: call.field(name, 64) for name in names}
    wish = _wished(typed)
    if wish is None:
        await call.note("update.start", typed["rollout"][:64], "the form cannot be read")
        fault = call.say("Fill in a name of letters and digits, a release, and whole numbers.")
        return await _page(call, 422, fault=fault, typed=typed)
    words = call.say("The roll-out has begun: the boxes of its ring are offered the release.")
    said = await _settle(call, "update.start", f"{wish.rollout} {wish.version}", wish, words)
    if not said.ok:
        return await _page(call, 409, fault=said.words, typed=typed)
    return call.go(f"/updates/{quote(wish.rollout, safe='')}", said)


def _wished(typed: dict[str, str]) -> RolloutStartWish | None:
    """Return what a form asks for; None where it makes no sense."""
    told: dict[str, Any] = {"type": "rollout_start"}
    told |= {name: typed[name] for name in ("rollout", "version", "ring")}
    try:
        told |= {name: int(typed[name]) for name in ("halt_at", "soak_h", "enough")}
        told |= {name: _minute(typed[name]) for name in ("from_min", "to_min")}
        return msgspec.convert(told, RolloutStartWish)
    except ValueError:  # a ValidationError is one
        return None


def _minute(text: str) -> int:
    """Return the minute of a time such as 02:30; nothing said is midnight.

    Raises:
        ValueError: it is none.
    """
    hours, _, minutes = (text or "00:00").partition(":")
    found = int(hours) * 60 + int(minutes)
    if not (0 <= int(minutes) < 60 and 0 <= found <= 24 * 60):  # noqa: PLR2004 minutes
        raise ValueError(text)
    return found


async def act(call: Call) -> Response:
    """Let a roll-out go on, wait, go on again or end."""
    rollout, action = call.field("rollout", 64), call.field("action", 16)
    told = {"type": "rollout", "rollout": rollout, "action": action, "to": call.field("to") or None}
    seen = call.field("seen", 9)
    try:
        wish = msgspec.convert(told | {"seen": int(seen)}, RolloutWish)
    except ValueError:
        await call.note("update.act", rollout, "the form cannot be read")
        return call.error(400, call.say("What was sent cannot be read."))
    words = call.say(_DONE[wish.action])
    said = await _settle(call, f"update.{wish.action}", rollout, wish, words)
    return call.go(f"/updates/{quote(rollout, safe='')}", said)


async def put(call: Call) -> Response:
    """Put a point into a ring."""
    point, ring = call.field("point", 64), call.field("ring", 16)
    try:
        wish = msgspec.convert({"type": "ring", "point": point, "ring": ring}, RingWish)
    except msgspec.ValidationError:
        await call.note("update.ring", point, "the form cannot be read")
        return call.error(400, call.say("What was sent cannot be read."))
    said = await _settle(call, "update.ring", f"{point} {ring}", wish, call.say("It is kept."))
    return call.go("/updates", said)


async def _settle(call: Call, action: str, about: str, wish: RolloutWishes, words: str) -> Said:
    who, at = call.user.name if call.user else "", call.desk.means.wall()

    def done(store: Store) -> Said:
        try:
            store.rollouts.settle(wish, who, at)
        except NoRollout as no:
            return call.no(NO[no.why], what=no.what)
        return Said(ok=True, words=words)

    return await call.do(action, about, done)


async def live(call: Call) -> Response:
    """Stream the list of roll-outs."""

    async def piece() -> str:
        return call.part("updates_list.html", {"call": call, **await call.desk.read(_listed)})

    return stream(call, piece)


async def live_one(call: Call) -> Response:
    """Stream how a roll-out stands; whoever has it open hears that it was changed."""
    name, seen = call.asked("rollout", 64), call.asked("seen", 9)

    async def piece() -> Piece:
        one = await call.desk.read(lambda books: RolloutBook(books).get(name))
        if one is None:
            return Piece("", None)
        at = call.desk.means.wall()
        told = {"call": call, "seen": seen, "at": at, "one": one, **_WORDS}
        return Piece(call.part("update_now.html", told), one.silent_from(at))

    return stream(call, while_same(call, lambda books: RolloutBook(books).mark(name), piece))


PAGES = (
    Page("/updates", show),
    Page("/updates/start", start, Role.ADMIN, ("POST",)),
    Page("/updates/act", act, Role.ADMIN, ("POST",)),
    Page("/updates/ring", put, Role.ADMIN, ("POST",)),
    Page("/updates/{rollout:path}", show_one),
    Page("/live/updates", live, touches=False),
    Page("/live/update", live_one, touches=False),
)
