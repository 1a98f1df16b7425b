"""Openings of points: who waits for whom, what is proposed and shown, and what people decide."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kiosk.central.answers import Words
from kiosk.central.console import sites
from kiosk.central.console.call import DONE, Call, Said
from kiosk.central.console.front import Page
from kiosk.central.console.opening_words import ACTIONS, STAGES
from kiosk.central.console.phrases import N_
from kiosk.central.openings import (
    Application,
    InviteWish,
    OpeningBook,
    OpeningSayWish,
    OpeningWish,
)
from kiosk.central.sql import Sql, plain
from kiosk.central.store import Store
from kiosk.central.users import Role
from kiosk.core import attachments
from kiosk.core.applicants import OpeningApplicant
from kiosk.core.attachments import BadAttachment
from kiosk.core.deposits import deposit
from kiosk.core.opening_words import OpeningStage, ShotVerdict

_NEEDS_COMMENT = frozenset({"reject", "rework"})
_MOST_DECISIONS = 50


async def show(call: Call) -> Response:
    """Show all openings."""
    return call.page("openings.html", **await listed(call), points=await _closed_points(call))


async def listed(call: Call) -> dict[str, Any]:
    """Return what the list of openings shows."""
    turn, stage = call.asked("turn", 16), call.asked("stage", 32)
    found = await call.desk.read(lambda books: OpeningBook(books).all())
    turns, at = [(one, sites.turn_of(one)) for one in found], call.desk.means.wall()
    shown = [
        (one, whose)
        for one, whose in turns
        if turn in {whose, ""} and stage in {one.opening.state.value, ""}
    ]
    return {
        "rows": shown,
        "all": len(found),
        "turns": {word: sum(whose == word for _, whose in turns) for word in sites.TURNS},
        "stages": [one for one in OpeningStage if any(a.opening.state is one for a in found)],
        "turn": turn if turn in sites.TURNS else "",
        "stage": stage if stage in STAGES else "",
        "said": STAGES,
        "at": at,
        "until": _until(found, at),
    }


def _until(found: Iterable[Application], at: int) -> int | None:
    """Return when the next deadline will be over, ms UTC; None for none."""
    ends = (one.opening.deadline_at + 1 for one in found if not one.opening.is_over)
    return min((end for end in ends if end > at), default=None)


async def _closed_points(call: Call) -> list[tuple[str, str]]:
    """Return the points that may be invited, as far as the books tell at a look."""

    def asked(books: Sql) -> list[tuple[str, str]]:
        rows = books.execute(
            "SELECT point, name FROM point WHERE NOT EXISTS (SELECT 1 FROM book"
            " WHERE book.point = point.point AND kind = 'parcel') ORDER BY name, point"
        ).fetchall()
        going = {a.point for a in OpeningBook(books).all() if not _is_dead(a)}
        return [(str(point), str(name)) for point, name in rows if point not in going]

    return await call.desk.read(asked)


def _is_dead(one: Application) -> bool:
    return one.opening.is_over and one.opening.state is not OpeningStage.LAUNCHED


async def invite(call: Call) -> Response:
    """Let a registered point be opened before it works."""
    point = call.field("point", 64)
    name = f"O-{call.desk.means.secret().hex()[:8].upper()}"
    try:
        wish = msgspec.convert({"type": "invite", "point": point, "opening": name}, InviteWish)
    except msgspec.ValidationError:
        await call.note("opening.invite", point, "cannot be read")
        return call.go("/openings", Said(ok=False, words=call.say("Choose a point.")))
    said = await call.grant("opening.invite", point, wish)
    if said.ok:
        words = call.say("The point is invited; it shows here once its box has taken it.")
        said = Said(ok=True, words=words)
    return call.go("/openings", said)


# -- one of them -----------------------------------------------------------------------------------


async def show_one(call: Call) -> Response:
    """Show an opening."""
    return await _page(call, _name(call))


async def now(call: Call, name: str) -> dict[str, Any] | None:
    """Return what of an opening's page is renewed, None where there is none."""
    one = await call.desk.read(lambda books: OpeningBook(books).get(name))
    if one is None:
        return None
    known, at = {"one": one, "opening": one.opening, "said": STAGES}, call.desk.means.wall()
    return {**known, "turn": sites.turn_of(one), "at": at, "until": _until([one], at)}


async def _page(
    call: Call, name: str, status: int = 200, fault: str = "", typed: dict[str, str] | None = None
) -> Response:
    photos = call.desk.means.photos

    def asked(books: Sql) -> dict[str, Any] | None:
        one = OpeningBook(books).get(name)
        if one is None:
            return None
        policy = sites.policy_of(books, one.point)
        site = sites.site_of(books, one, policy)
        return {"one": one, "policy": policy, "site": site, "deeds": _deeds(books, one)}

    known = await call.desk.read(asked)
    if known is None:
        return call.error(404, call.say("There is no such opening."))
    one = known["one"]
    policy = known["policy"]
    pictures = await run_in_threadpool(sites.pictures_of, one.opening, policy, photos)
    at = call.desk.means.wall()
    may_end = one.opening.deadline_at <= at  # as the central has it
    actions = [action for action in one.actions if action != "expire" or may_end]
    told: dict[str, Any] = {"pictures": pictures, "actions": actions}
    told |= {"labels": ACTIONS, "said": STAGES}
    told |= {"opening": one.opening, "turn": sites.turn_of(one), "at": at}
    told |= {"is_report": sites.is_report(one.opening), "fault": fault, "typed": typed or {}}
    told["deposit"] = deposit(one.opening, policy)
    return call.page("opening.html", status, **known, **told)


def _deeds(books: Sql, one: Application) -> list[tuple[int, str, str]]:
    """Return (when, who, what) of the decisions taken here, the newest first."""
    rows = books.execute(
        "SELECT at, user_name, action FROM user_audit WHERE subject = ? AND outcome = ?"
        " AND action LIKE 'opening.%' AND action <> 'opening.look' ORDER BY n DESC LIMIT ?",
        [_subject(one.point, one.opening.opening), DONE, _MOST_DECISIONS],
    ).fetchall()
    return [(int(at), str(who), str(what).partition(".")[2]) for at, who, what in rows]


async def show_shot(call: Call) -> Response:
    """Show a picture as large as it is, with the words about it and its neighbours."""
    name, key = _name(call), plain(call.request.path_params["shot"])
    photos = call.desk.means.photos

    def asked(books: Sql) -> tuple[Application, list[sites.Picture]] | None:
        one = OpeningBook(books).get(name)
        if one is None:
            return None
        policy, gone = sites.policy_of(books, one.point), sites.gone_of(books, one.opening)
        return one, sites.pictures_of(one.opening, policy, photos, gone)

    found = await call.desk.read(asked)
    taken = [one for one in found[1] if one.row] if found else []
    at = next((n for n, one in enumerate(taken) if one.key == key), None)
    if found is None or at is None:
        return call.error(404, call.say("This picture is not here, or not yet."))
    before = taken[at - 1] if at else None
    after = taken[at + 1] if at + 1 < len(taken) else None
    known = {"one": found[0], "picture": taken[at], "before": before, "after": after}
    return call.page("shot.html", 200, n=at + 1, of=len(taken), **known)


async def applicant(call: Call) -> Response:
    """Show who wants to open it; every look is noted."""
    name = _name(call)
    one = await call.desk.read(lambda books: OpeningBook(books).get(name))
    if one is None:
        return call.error(404, call.say("There is no such opening."))
    fields, sha256 = None, one.opening.applicant
    if sha256:
        raw = await run_in_threadpool(call.desk.means.attachments.head, sha256)
        try:
            fields = attachments.fields_of(attachments.read(raw), OpeningApplicant) if raw else None
        except BadAttachment:
            fields = None
    await call.note("opening.look", _subject(one.point, name), DONE if fields else "nothing to see")
    return call.page("applicant.html", 200, one=one, who=fields)


# -- what people decide ----------------------------------------------------------------------------


async def decide(call: Call) -> Response:
    """Decide on what was seen; who comes second is told what the first decided."""
    name, action = _name(call), call.field("action", 16)
    typed = {key: call.field(key, 200) for key in call.form}
    one = await call.desk.read(lambda books: OpeningBook(books).get(name))
    if one is None:
        return call.error(404, call.say("There is no such opening."))
    fault, told = _read(call, one, action)
    subject = _subject(one.point, name)
    if call.field("point", 64) != one.point:
        return await _strange(call, one, action if action in ACTIONS else "decide")
    if fault:
        known = action if action in ACTIONS else "decide"
        await call.note(f"opening.{known}", subject, "cannot be read")
        return await _page(call, name, 422, fault, typed)
    wish = msgspec.convert(told, OpeningWish)
    first = await call.desk.read(lambda books: _first(books, one))
    at = call.desk.means.wall()

    def kept(store: Store) -> Said:
        late = _late(call, store.openings.get(name), wish, first)
        return late or call.granted(wish, at)

    said = await call.do(f"opening.{action}", subject, kept)
    if not said.ok:
        return await _page(call, name, 409, said.words, typed)
    words = call.say("It is decided and on its way to the point.")
    return call.go(way(name), Said(ok=True, words=words))


async def _strange(call: Call, one: Application, action: str) -> Response:
    """Refuse a form that is about another point's opening of the same name."""
    name = one.opening.opening
    await call.note(f"opening.{action}", _subject(one.point, name), "cannot be read")
    return await _page(call, name, 409, call.say("What was sent cannot be read."))


def _read(call: Call, one: Application, action: str) -> tuple[str, dict[str, Any]]:
    """Return what is wrong with a form, and what it wishes."""
    version, days = call.field("version", 8), call.field("days", 4) or "0"
    if action not in ACTIONS or not _is_number(version):
        return call.say("What was sent cannot be read."), {}
    if not _is_number(days) or int(days) > 400:  # noqa: PLR2004 as the wish has it
        return call.say("A term is 0 to 400 days; 0 is none."), {}
    comment = call.field("comment", 200)
    if action in _NEEDS_COMMENT and not comment:
        return call.say("The partner must be told why: write a comment."), {}
    shots, fault = _verdicts(call, one, action)
    told = {"type": "opening", "point": one.point, "opening": one.opening.opening}
    wish = {**told, "action": action, "version": int(version), "comment": comment}
    wish |= {"days": int(days), "shots": msgspec.to_builtins(shots)}
    try:
        msgspec.convert(wish, OpeningWish)
    except msgspec.ValidationError:
        fault = fault or call.say("What was sent cannot be read.")
    return fault, wish


def _verdicts(call: Call, one: Application, action: str) -> tuple[list[ShotVerdict], str]:
    """Return the words on each picture, and what is wrong with them."""
    shots, marked = [], 0
    for row in one.opening.shots:
        again = call.field(f"shot:{row.shot}", 8) == "rework"
        text = call.field(f"text:{row.shot}", 200)
        if again and not text:
            asked = call.say("Say of each picture that is to be taken again what is wrong with it.")
            return [], asked
        if again and action == "rework":
            shots.append(ShotVerdict(row.shot, text))
        marked += again
    if action == "approve" and marked:
        said = call.say("A picture is marked to be taken again: ask for rework, or unmark it.")
        return [], said
    if action == "rework" and not marked:
        return [], call.say("Mark which picture is to be taken again.")
    return shots, ""


def _first(books: Sql, one: Application) -> tuple[int, str, str] | None:
    return next(iter(_deeds(books, one)), None)


def _late(
    call: Call, one: Application | None, wish: OpeningWish, first: tuple[int, str, str] | None
) -> Said | None:
    """Say why a decision comes too late, None if it does not."""
    if one is None:
        return call.no(N_("There is no such opening."))
    if (word := one.decided) is not None:
        said = N_(
            "%(who)s has decided already: %(stage)s, %(when)s. The point has not taken it yet."
        )
        return call.no(said, who=word.by, stage=_stage(word.stage), when=_when(word.at))
    opening, stage = one.opening, _stage(one.opening.state)
    if opening.state is OpeningStage.WITHDRAWN:
        said = N_("The partner withdrew it, %(when)s; nothing can be decided any more.")
        return call.no(said, when=_when(opening.changed_at))
    if wish.version == opening.version and wish.action in one.actions:
        return None
    if first is not None:
        at, who, _ = first
        said = N_("Now it is %(stage)s: %(who)s decided, %(when)s. Look again.")
        return call.no(said, stage=stage, who=who, when=_when(at))
    said = N_("Now it is %(stage)s, since %(when)s. Look again.")
    return call.no(said, stage=stage, when=_when(opening.changed_at))


def _stage(stage: OpeningStage) -> Words:
    return Words("stage", (stage.value,))


def _when(at: int) -> Words:
    return Words("when", (str(at),))


async def speak(call: Call) -> Response:
    """Say something to the partner."""
    name, text = _name(call), call.field("text", 200)
    one = await call.desk.read(lambda books: OpeningBook(books).get(name))
    if one is None:
        return call.error(404, call.say("There is no such opening."))
    if call.field("point", 64) != one.point:
        return await _strange(call, one, "say")
    told = {"type": "opening_say", "point": one.point, "opening": name, "text": text}
    told["line"] = call.desk.means.secret().hex()[:16]
    subject = _subject(one.point, name)
    try:
        wish = msgspec.convert(told, OpeningSayWish)
    except msgspec.ValidationError:
        await call.note("opening.say", subject, "cannot be read")
        said = Said(ok=False, words=call.say("Write what the partner should read, in one line."))
        return call.go(way(name), said)
    said = await call.grant("opening.say", subject, wish)
    if said.ok:
        said = Said(ok=True, words=call.say("It is on its way to the partner."))
    return call.go(way(name), said)


def way(name: str) -> str:
    """Return the address of an opening's page; a name may hold a slash."""
    return f"/openings/{quote(name, safe='')}"


def _name(call: Call) -> str:
    return plain(call.request.path_params["opening"])


def _subject(point: str, opening: str) -> str:
    return f"{point} {opening}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


PAGES = (
    Page("/openings", show),
    Page("/openings/invite", invite, Role.OPERATOR, ("POST",)),
    Page("/openings/{opening:path}/shots/{shot}", show_shot, Role.OPERATOR),
    Page("/openings/{opening:path}/applicant", applicant, Role.OPERATOR),
    Page("/openings/{opening:path}/decide", decide, Role.OPERATOR, ("POST",)),
    Page("/openings/{opening:path}/say", speak, Role.OPERATOR, ("POST",)),
    Page("/openings/{opening:path}", show_one),
)
