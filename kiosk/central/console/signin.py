"""Signing in: a password and a second factor; a one-time code for who has none yet."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kiosk.central.console.call import DONE, ENDED, MOST_BACK, THEMES, Call, Said, VisitEnded
from kiosk.central.console.front import Page
from kiosk.central.console.phrases import LANGUAGES, N_
from kiosk.central.console.proofs import code_digest, password_fault, qr, read_code
from kiosk.central.console.sessions import Stage
from kiosk.central.store import Store
from kiosk.central.users import Deed, User, Users

_NOBODY = ("",)
_FULL = Stage.FULL.value
_ISSUER = "Pickup points"
_SALT_BYTES = 16
_FAULTS = {  # N_ marks what is translated later
    "short": N_("At least 12 characters are needed."),
    "long": N_("At most 128 characters are taken."),
    "known": N_("This is too easy to guess: take other words, and none of your name."),
    "differs": N_("The two are not the same."),
}


async def show(call: Call) -> Response:
    """Ask for name and password."""
    fault = call.say(ENDED) if call.asked("ended", 1) else ""
    return call.page("sign_in.html", name="", fault=fault)


async def enter(call: Call) -> Response:
    """Look at name and password; the same words and the same time for whatever is wrong.

    The try is counted in one write with its note, before anybody hears what came of it: as many
    at once as one likes are no more than one after another, and an unknown name takes as long.
    """
    name, password = call.field("user"), call.typed("password", 1000)
    if not call.desk.tries.begin(call.address):
        return call.page("sign_in.html", 429, name=name, fault=_often(call))
    known = await call.desk.read(lambda books: Users(books).get(name))
    kept = known.password if known is not None and known.is_active else ""
    right = await run_in_threadpool(call.desk.means.proofs.is_right, kept, password)
    at = call.desk.means.wall()

    def tried(store: Store) -> User | None:
        counts = store.users.begin_try(name, at)
        user = store.users.get(name)
        if right and counts and user is not None and user.is_active and user.password == kept:
            return user
        outcome = "wrong" if counts or user is None else "locked"
        store.users.note(Deed(at, name[:32], call.address, "sign_in", "", outcome))
        return None

    user = await call.desk.write(tried)
    if user is None:
        said = call.say("Name or password is wrong, or too many tries were. Wait a little.")
        return call.page("sign_in.html", 403, name=name, fault=said)
    call.desk.tries.was_right(call.address)
    stage = Stage.SECOND if user.salt else Stage.SETUP
    _begin(call, user, stage)
    return call.go("/second" if stage is Stage.SECOND else "/setup")


async def ask_second(call: Call) -> Response:
    """Ask for the second factor."""
    return call.page("second.html", fault="")


async def check_second(call: Call) -> Response:
    """Look at the second factor, or at a code for when it is lost."""
    user, code = _user(call), call.field("code", 40)
    proofs, at = call.desk.means.proofs, call.desk.means.wall()
    if not call.desk.tries.begin(call.address) or not await _counted(call, user):
        return call.page("second.html", 429, fault=_often(call))
    step = proofs.step_of(user.name, user.salt, code, at)
    recovery = proofs.recovery_digest(user.name, code) if len(read_code(code)) > 6 else ""  # noqa: PLR2004 digits

    def used(store: Store) -> bool:
        if step is not None:
            ok = store.users.use_step(user.name, step)
        else:
            ok = bool(recovery) and store.users.use_recovery(user.name, recovery)
        if ok:
            store.users.was_right(user.name)
        how = "recovery" if recovery else "code"
        outcome = DONE if ok else "wrong"
        store.users.note(Deed(at, user.name, call.address, "sign_in.second", how, outcome))
        return ok

    if not await call.desk.write(used):
        return call.page("second.html", 403, fault=call.say("This code is not right."))
    call.desk.tries.was_right(call.address)
    _begin(call, user, Stage.FULL)
    return call.go("/")


async def show_welcome(call: Call) -> Response:
    """Ask for a one-time code; looking at it uses none up."""
    return call.page("welcome.html", code=call.asked("code", 40), fault="")


async def welcome(call: Call) -> Response:
    """Let somebody in by a one-time code, which counts once."""
    digest, at = code_digest(call.field("code", 60)), call.desk.means.wall()
    if not call.desk.tries.begin(call.address):
        return call.page("welcome.html", 429, code="", fault=_often(call))

    def spent(store: Store) -> User | None:
        found = store.users.invited(digest, at)
        if found is not None:
            store.users.spend_invite(found.name)
        name, outcome = (found.name, DONE) if found else ("", "wrong")
        store.users.note(Deed(at, name, call.address, "sign_in.invite", "", outcome))
        return found

    user = await call.desk.write(spent)
    if user is None:
        said = call.say("This code is not right, was used, or is older than a day.")
        return call.page("welcome.html", 403, code="", fault=said)
    call.desk.tries.was_right(call.address)
    _begin(call, user, Stage.FULL if call.desk.manner.by_link else Stage.SETUP)
    return call.go("/" if call.desk.manner.by_link else "/setup")


async def show_setup(call: Call) -> Response:
    """Ask for a password, then for a second factor."""
    user = _user(call)
    if not user.password:
        return call.page("setup_password.html", fault="", name=user.name)
    return _second_page(call, user, "")


async def set_password(call: Call) -> Response:
    """Keep a new password."""
    user = _user(call)
    one, two = (call.typed(field, 1000) for field in ("password", "again"))
    fault = password_fault(user.name, one, two)
    if fault:
        said = call.say(_FAULTS[fault])
        return call.page("setup_password.html", 422, fault=said, name=user.name)
    hashed = await run_in_threadpool(call.desk.means.proofs.hash, one)

    def change(users: Users) -> None:
        users.set_password(user.name, hashed)

    changed = await _changed(call, "user.password", change)
    call.desk.sessions.end_of(user.name)
    _begin(call, changed, Stage.SETUP)
    return call.go("/setup")


async def set_second(call: Call) -> Response:
    """Keep a second factor, once a code shows that it works; show the codes for when it is lost."""
    user, session = _user(call), call.session
    if session is None or not session.fresh:
        return call.go("/setup")
    means = call.desk.means
    step = means.proofs.step_of(user.name, session.fresh, call.field("code", 40), means.wall())
    if step is None:
        return _second_page(
            call, user, call.say("This code is not right. Does the phone's clock go right?")
        )
    codes = means.proofs.new_recovery()
    digests = [means.proofs.recovery_digest(user.name, code) for code in codes]
    salt = session.fresh.hex()

    def change(users: Users) -> None:
        users.set_second(user.name, salt, digests)
        users.use_step(user.name, step)
        users.was_right(user.name)

    changed = await _changed(call, "user.second", change)
    call.desk.sessions.end_of(user.name)
    _begin(call, changed, Stage.FULL)
    return call.page("recovery.html", codes=codes)


async def leave(call: Call) -> Response:
    """End the visit."""
    await call.note("sign_out", "", DONE)
    return call.end("/sign-in")


async def look(call: Call) -> Response:
    """Choose language and colours; nobody else's business, so not noted."""
    language, theme = call.field("language"), call.field("theme")
    call.cookies["language"] = language if language in LANGUAGES else call.language
    call.cookies["theme"] = theme if theme in THEMES else call.theme
    back = call.field("back", MOST_BACK)
    return call.go(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")


def _second_page(call: Call, user: User, fault: str) -> Response:
    session = call.session
    if session is None:
        return call.go("/sign-in")
    if not session.fresh:
        session.fresh = call.desk.means.secret()[:_SALT_BYTES]
    proofs = call.desk.means.proofs
    address = proofs.second_address(user.name, session.fresh, _ISSUER)
    key = proofs.second_key(user.name, session.fresh)
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    status = 422 if fault else 200
    return call.page("setup_second.html", status, qr=qr(address), key=groups, fault=fault)


async def _changed(call: Call, action: str, change: Callable[[Users], None]) -> User:
    """Change how who asks proves themselves; return them as they are then.

    Read in the same transaction: a visit that begins with them knows of no later change.

    Raises:
        VisitEnded: it was too late.
    """
    name = _user(call).name

    found: list[User | None] = []

    def kept(store: Store) -> Said:
        change(store.users)
        found.append(store.users.get(name))
        return Said(ok=True, words="")

    await call.do(action, name, kept)
    (changed,) = found
    if changed is None:
        raise VisitEnded
    return changed


def _begin(call: Call, user: User, stage: Stage) -> None:
    """Begin a visit under a new token, so that one from before is worth nothing."""
    if call.session is not None:
        call.desk.sessions.end(call.session)
    token, call.session = call.desk.sessions.begin(user.name, stage, user.version)
    call.user = user
    call.sign(token)


async def _counted(call: Call, user: User) -> bool:
    at = call.desk.means.wall()
    return await call.desk.write(lambda store: store.users.begin_try(user.name, at))


def _user(call: Call) -> User:
    if call.user is None:
        raise RuntimeError("the front lets nobody in here without a visit")
    return call.user


def _often(call: Call) -> str:
    return call.say("Too many tries. Wait a little.")


_ANY = ("", *Stage)
PAGES = (
    Page("/sign-in", show, None, stages=_NOBODY),
    Page("/sign-in", enter, None, ("POST",), _NOBODY),
    Page("/welcome", show_welcome, None, stages=_NOBODY),
    Page("/welcome", welcome, None, ("POST",), _NOBODY),
    Page("/second", ask_second, None, stages=(Stage.SECOND.value,)),
    Page("/second", check_second, None, ("POST",), (Stage.SECOND.value,)),
    Page("/setup", show_setup, None, stages=(Stage.SETUP.value,)),
    Page("/setup/password", set_password, None, ("POST",), (Stage.SETUP.value,)),
    Page("/setup/second", set_second, None, ("POST",), (Stage.SETUP.value,)),
    Page("/sign-out", leave, None, ("POST",), tuple(Stage)),
    Page("/look", look, None, ("POST",), _ANY),
)
