"""Boxes of the network: who is let in by which certificate, who is not and why, and new codes."""

import msgspec
from msgspec import Struct
from starlette.responses import Response

from kiosk.central.certificates import Certificates
from kiosk.central.console.call import Call
from kiosk.central.console.front import Page
from kiosk.central.console.live import stream
from kiosk.central.console.proofs import qr
from kiosk.central.enrol_codes import CodeWish
from kiosk.central.registrar import digest_of
from kiosk.central.sql import Sql
from kiosk.central.users import Role
from kiosk.central.wish_forms import RevokeWish
from kiosk.core import setup
from kiosk.core.enrolment import CODE_LIFE_MS, BoxRole, code_of, read_code
from kiosk.core.setup import Invitation


class Admitted(Struct, frozen=True):
    """A box: its point and role, why it is turned away, when its certificate ends, ms UTC."""

    device: str
    point: str
    role: str
    blocked: str
    ends_at: int | None


class Open(Struct, frozen=True):
    """A code that was not used: for whom, until when, ms UTC."""

    point: str
    device: str
    role: str
    until: int


def boxes(books: Sql) -> list[Admitted]:
    """Return every box, those turned away first."""
    rows = books.execute(
        "SELECT device.device, point, role, blocked, max(ends_at) FROM device"
        " LEFT JOIN certificate ON certificate.device = device.device AND revoked_at IS NULL"
        " GROUP BY device.device, point, role, blocked ORDER BY point, device.device"
    ).fetchall()
    return sorted((Admitted(*row) for row in rows), key=lambda one: not one.blocked)


def codes(books: Sql, at: int) -> list[Open]:
    """Return the codes that let somebody in at a moment."""
    rows = books.execute(
        "SELECT point, device, role, expires_at FROM enrol_code"
        " WHERE serial = '' AND expires_at > ? ORDER BY expires_at DESC",
        [at],
    ).fetchall()
    return [Open(*row) for row in rows]


class Made(Struct, frozen=True):
    """A code that was made just now, for the one page that shows it.

    Args:
        code: itself; nobody keeps it.
        digest: by which the books know it.
        picture: of it, as SVG that a counter's camera reads; empty for a box without a screen.
    """

    code: str
    digest: str
    picture: str

    def __repr__(self) -> str:
        """Show everything but the code and its picture."""
        return f"Made({self.digest!r})"


def standing(books: Sql, digest: str, at: int) -> tuple[str, int]:
    """Return how a code stands, and until when it counts, ms UTC, 0 where nobody knows it.

    Returns:
        `open`, `used` or `over`: past its time, or none.
    """
    found = Certificates(books).code(digest)
    if found is None:
        return "over", 0
    if found.serial:
        return "used", found.expires_at
    return ("open" if found.expires_at > at else "over"), found.expires_at


async def now(call: Call) -> Response:
    """Stream how a code stands, so that its picture goes once it is used or over."""
    digest = call.asked("code", 64)

    async def piece() -> str:
        at = call.desk.means.wall()
        state, until = await call.desk.read(lambda books: standing(books, digest, at))
        return call.part("code_now.html", {"call": call, "state": state, "until": until})

    return stream(call, piece)


async def show(call: Call) -> Response:
    """Show them."""
    return await _page(call)


async def new_code(call: Call) -> Response:
    """Make a code; it is shown once, beside the fingerprint by which a box believes us."""
    means = call.desk.means
    point, device, role = call.field("point", 64), call.field("device", 40), call.field("role", 16)
    if not means.codes_key:
        lacks = call.say("There is no authority yet: kiosk central authority --host NAME")
        await call.note("enrol.code", point, "no authority")
        return await _page(call, 422, fault=lacks)
    code = code_of(means.secret())
    digest = digest_of(means.codes_key, read_code(code) or "")
    told = {"type": "enrol_code", "point": point, "digest": digest, "device": device, "role": role}
    try:
        wish = msgspec.convert(told, CodeWish)
    except msgspec.ValidationError:
        await call.note("enrol.code", point, "cannot be read")
        return await _page(
            call, 422, fault=call.say("Choose a point; a name is 3 to 40 of a-z, 0-9.")
        )
    said = await call.grant("enrol.code", f"{point} {device}".strip(), wish)
    if not said.ok:
        return await _page(call, 422, fault=said.words)
    whole = Invitation(code, means.door, means.fingerprint)
    picture = qr(setup.written(whole)) if role == BoxRole.COUNTER else ""
    return await _page(call, made=Made(code, digest, picture))


async def revoke(call: Call) -> Response:
    """Take a box's certificate back and throw it out."""
    device = call.request.path_params["device"]
    try:
        wish = msgspec.convert({"type": "revoke", "device": device}, RevokeWish)
    except msgspec.ValidationError:
        return call.error(404, call.say("There is no such box."))
    return call.go("/devices", await call.grant("device.revoke", device, wish))


async def _page(
    call: Call, status: int = 200, *, fault: str = "", made: Made | None = None
) -> Response:
    at = call.desk.means.wall()

    def asked(books: Sql) -> dict[str, object]:
        rows = books.execute("SELECT point, name FROM point ORDER BY name, point").fetchall()
        return {"found": boxes(books), "codes": codes(books, at), "points": rows}

    known = await call.desk.read(asked)
    told = {"fault": fault, "made": made, "means": call.desk.means}
    fresh = {"state": "open", "until": at + CODE_LIFE_MS}
    return call.page("devices.html", status, roles=tuple(BoxRole), **told, **known, **fresh)


PAGES = (
    Page("/devices", show),
    Page("/devices/code", new_code, Role.OPERATOR, ("POST",)),
    Page("/live/code", now, Role.OPERATOR, touches=False),
    Page("/devices/{device}/revoke", revoke, Role.ADMIN, ("POST",)),
)
