"""Openings as the central sees them: how each stands, and what people decide of it.

The books follow what the point tells, so a decision counts once the point has taken it. Until then
it is on its way and nobody decides a second time; what meets an opening that has gone on meanwhile
is refused there, and changes nothing.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from kiosk.central.answers import Answer, NotDone, Words
from kiosk.central.beside import Beside
from kiosk.central.outgoing import REPLACED
from kiosk.central.sql import Mark, Sql, json_list, plain
from kiosk.core import messages
from kiosk.core.events import CENTRAL
from kiosk.core.letter import Letter
from kiosk.core.opening_letters import (
    OpeningAround,
    OpeningInvited,
    OpeningSaid,
    OpeningStageSet,
)
from kiosk.core.opening_words import (
    MOST_NEAR,
    MOST_SHOTS,
    Lat,
    Lon,
    NearPoint,
    OpeningStage,
    ShotState,
    ShotVerdict,
    Version,
)
from kiosk.core.openings import OVER, Opening, Site, allowed
from kiosk.core.words import Line, Ref, Word
from kiosk.sync.protocol import REVOKED

S = OpeningStage
Action: TypeAlias = Literal[
    "review", "approve", "reject", "contract", "deposit", "fit_out", "rework", "launch", "expire"
]
# action -> from which stage it leads where
ACTIONS: Mapping[str, Mapping[OpeningStage, OpeningStage]] = {
    "review": {S.SUBMITTED: S.LOCATION_REVIEW},
    "approve": {S.LOCATION_REVIEW: S.LOCATION_APPROVED, S.FIT_OUT_REVIEW: S.EQUIPMENT_CHECK},
    "reject": {S.LOCATION_REVIEW: S.LOCATION_REJECTED},
    "contract": {S.LOCATION_APPROVED: S.CONTRACT},
    "deposit": {S.CONTRACT: S.DEPOSIT},
    "fit_out": {S.CONTRACT: S.FIT_OUT, S.DEPOSIT: S.FIT_OUT},  # the second notes the deposit
    "rework": {S.FIT_OUT_REVIEW: S.REWORK},
    "launch": {S.TRIAL_DELIVERY: S.LAUNCHED},
    "expire": {stage: S.EXPIRED for stage in S if S.EXPIRED in allowed(stage)},
}
_MUST_SAY_WHY = frozenset({"reject", "rework"})
_DEGREE_E6, _EAST = 1_000_000, 111_320.0
DAY_MS = 24 * 3600 * 1000


class OpeningWish(Struct, frozen=True, tag="opening", forbid_unknown_fields=True):
    """Decide about an opening.

    Args:
        point, opening: which.
        action: what is decided; `fit_out` after `deposit` says that the deposit has come.
        version: of the opening, as whoever decides saw it.
        comment: for the partner; `reject` and `rework` must have one.
        days: until when the partner should have done the next step; 0 for no term.
        shots: what is to be done again, by picture; of `rework` alone.
    """

    point: Ref
    opening: Ref
    action: Action
    version: Version
    comment: Line = ""
    days: Annotated[int, Meta(ge=0, le=400)] = 0
    shots: Annotated[tuple[ShotVerdict, ...], Meta(max_length=MOST_SHOTS)] = ()


class OpeningSayWish(Struct, frozen=True, tag="opening_say", forbid_unknown_fields=True):
    """Say something to a partner.

    Args:
        point, opening: which.
        text: the line.
        line: a fresh name: every counter of the point tells of it, and it is one.
    """

    point: Ref
    opening: Ref
    text: Annotated[Line, Meta(min_length=1)]
    line: Word = ""


class InviteWish(Struct, frozen=True, tag="invite", forbid_unknown_fields=True):
    """Let a registered point be opened before it works.

    Args:
        point: which.
        opening: a fresh name; people on both sides find the application by it.
        lat, lon: where it may be, in millionths of a degree, for the points around; None: where
            the network has put the point on its map, if it has.
    """

    point: Ref
    opening: Ref
    lat: Lat | None = None
    lon: Lon | None = None


OpeningWishes: TypeAlias = OpeningWish | OpeningSayWish | InviteWish


class NoOpening(NotDone):
    """It cannot be done as the opening stands."""


class Decided(Struct, frozen=True):
    """A decision on its way to the point: what, on which version, by whom and when (ms UTC)."""

    stage: OpeningStage
    version: int
    by: str
    at: int


class Application(Struct, frozen=True):
    """An opening and where it is.

    Args:
        point, name: which point it will be.
        opening: as the point told.
        decided: what the point has not taken yet, None for nothing.
        refused: the last decision, where the point had gone on by itself before it came.
    """

    point: str
    name: str
    opening: Opening
    decided: Decided | None = None
    refused: Decided | None = None

    @property
    def actions(self) -> tuple[str, ...]:
        """What may be decided now; nothing while a decision is on its way."""
        if self.decided is not None:
            return ()
        state = self.opening.state
        return tuple(action for action, leads in ACTIONS.items() if state in leads)


class OpeningBook:
    """Asks the books for openings; reads only.

    Args:
        conn: of the store, or of a reader beside it.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def all(self) -> list[Application]:
        """Return every opening, the one that changed last first."""
        rows = self._conn.execute(
            "SELECT book.point, name, body FROM book JOIN point ON point.point = book.point"
            " WHERE kind = 'opening'"
        ).fetchall()
        return self._applications(rows)

    def get(self, opening: str) -> Application | None:
        """Return an opening by its name."""
        rows = self._conn.execute(
            "SELECT book.point, name, body FROM book JOIN point ON point.point = book.point"
            " WHERE kind = 'opening' AND id = ?",
            [plain(opening)],
        ).fetchall()
        return next(iter(self._applications(rows)), None)

    def mark(self) -> Mark:
        """Return a few numbers that are others whenever an opening is; no opening is read.

        Openings change by events alone, names and whose box is whose with their points, and a
        letter goes from one state to the next, never back.
        """
        rows = self._conn.execute(
            "SELECT device, blocked, state, count(*), max(id) FROM message"
            " JOIN device USING (device) WHERE type = 'opening.stage_set'"
            " GROUP BY device, blocked, state ORDER BY device, state"
        ).fetchall()
        for sql in (
            "SELECT count(*), max(n) FROM event WHERE substr(type, 1, 8) = 'opening.'",
            "SELECT count(*), sum(changes) FROM point",
        ):
            rows += self._conn.execute(sql).fetchall()
        return tuple(tuple(row) for row in rows)

    def _applications(self, rows: Sequence[Sequence[Any]]) -> list[Application]:
        if not rows:
            return []
        pending, refused = self._told("queued", "received"), self._told("rejected")
        found = []
        for point, name, body in rows:
            one, at = msgspec.json.decode(bytes(body), type=Opening), str(point)
            waits, late = (told.get((at, one.opening), ()) for told in (pending, refused))
            # a point takes no older one any more
            decided = next((word for word in waits if word.version >= one.version), None)
            crossed = next((word for word in reversed(late) if _is_crossed(one, word)), None)
            found.append(Application(at, str(name), one, decided, crossed))
        return sorted(found, key=lambda one: (-one.opening.changed_at, one.opening.opening))

    def _told(self, *states: str) -> dict[tuple[str, str], list[Decided]]:
        """Return the decisions whose letters stand so, by point and opening, the oldest first."""
        rows = self._conn.execute(
            "SELECT point, raw FROM message JOIN device USING (device)"
            " WHERE type = 'opening.stage_set' AND state IN (SELECT value FROM json_each(?))"
            " AND device.blocked NOT IN (?, ?) ORDER BY device, seq",
            [json_list(states), REPLACED, REVOKED],
        ).fetchall()
        told: dict[tuple[str, str], list[Decided]] = {}
        for point, raw in rows:
            message = messages.decode(bytes(raw))
            if isinstance(letter := message.facts, OpeningStageSet):
                word = Decided(letter.stage, letter.version, message.by, message.made_at)
                told.setdefault((str(point), letter.opening), []).append(word)
        return told

    def is_invited(self, point: str) -> bool:
        """Whether an invitation is on its way to a point."""
        sql = (
            "SELECT 1 FROM message JOIN device USING (device) WHERE point = ?"
            " AND type = 'opening.invited' AND state IN ('queued', 'received')"
            " AND device.blocked NOT IN (?, ?) LIMIT 1"
        )
        return self._conn.execute(sql, [point, REPLACED, REVOKED]).fetchone() is not None

    def is_at_work(self, point: str) -> bool:
        """Whether a point has had parcels, and no opening of its own."""
        sql = "SELECT 1 FROM book WHERE point = ? AND kind = 'parcel' LIMIT 1"
        return self._conn.execute(sql, [point]).fetchone() is not None

    def spot(self, point: str) -> tuple[int, int] | None:
        """Return where a point is on the network's map, in millionths of a degree, if it is."""
        sql = "SELECT lat_e6, lon_e6 FROM point_place WHERE point = ?"
        found = self._conn.execute(sql, [point]).fetchone()
        return (int(found[0]), int(found[1])) if found else None

    def placed(self) -> list[NearPoint]:
        """Return where points are; one that was to be opened, and never will be, is nowhere."""
        rows = self._conn.execute(
            "SELECT point, name, lat_e6, lon_e6 FROM point_place JOIN point USING (point)"
            " WHERE EXISTS (SELECT 1 FROM book WHERE book.point = point_place.point"
            " AND kind = 'opening' AND state NOT IN ('withdrawn', 'expired')) OR NOT EXISTS"
            " (SELECT 1 FROM book WHERE book.point = point_place.point AND kind = 'opening')"
        ).fetchall()
        return [NearPoint(str(p), str(name), int(y), int(x)) for p, name, y, x in rows]

    def near(self, lat: int, lon: int, but: str) -> tuple[NearPoint, ...]:
        """Return the points near a place, the nearest first.

        Args:
            lat: of the place, in millionths of a degree.
            lon: of it, as well.
            but: a point that does not count.
        """
        points = [one for one in self.placed() if one.point != but]
        narrow = math.cos(math.radians(lat / _DEGREE_E6))

        def far(one: NearPoint) -> float:
            east = (one.lon - lon + 180 * _DEGREE_E6) % (360 * _DEGREE_E6) - 180 * _DEGREE_E6
            return math.hypot(one.lat - lat, east * narrow)

        return tuple(sorted(points, key=far)[:MOST_NEAR])

    def told_around(self, point: str, opening: str) -> OpeningAround | None:
        """Return what a point was told last of those around it."""
        told = Beside(self._conn).around(point)
        return next((one for one in told if one.opening == opening), None)

    def around(self, opening: str, point: str, lat: int, lon: int, at: int) -> OpeningAround:
        """Return the letter that tells a point which others are near its place.

        Args:
            opening: which.
            point: whose it is.
            lat: of the place, in millionths of a degree.
            lon: of it, as well.
            at: now, ms UTC.
        """
        return OpeningAround(opening, at, self.near(lat, lon, point), lat, lon)


def _is_crossed(opening: Opening, word: Decided) -> bool:
    """Whether a decision met what the partner had done before it came, and nothing else since."""
    is_theirs = bool(opening.steps) and opening.steps[-1].by != CENTRAL
    return is_theirs and word.version == opening.version - 1


def letters_of(book: OpeningBook, wish: OpeningWishes, at: int) -> tuple[list[Letter], Answer]:
    """Return the letters that grant a wish, and what is done.

    Args:
        book: the central's.
        wish: what is wanted.
        at: now, ms UTC.

    Raises:
        NoOpening: it cannot be done, and why.
    """
    match wish:
        case InviteWish():
            return _invited(book, wish, at)
        case OpeningSayWish():
            _found(book, wish.point, wish.opening)
            said = Answer("said", {"opening": wish.opening})
            return [OpeningSaid(wish.opening, wish.text, wish.line)], said
        case OpeningWish():
            return _decided(book, wish, at)


def approved_place(book: OpeningBook, wish: OpeningWishes) -> Site | None:
    """Return where a point will be once a wish is granted, None where it settles no place."""
    if not isinstance(wish, OpeningWish) or wish.action != "approve":
        return None
    opening = _found(book, wish.point, wish.opening).opening
    return opening.place if opening.state is S.LOCATION_REVIEW else None  # else it ends the fit-out


def _found(book: OpeningBook, point: str, opening: str) -> Application:
    found = book.get(opening)
    if found is None or found.point != point:
        raise NoOpening("no_opening", point=point, opening=opening)
    return found


def _invited(book: OpeningBook, wish: InviteWish, at: int) -> tuple[list[Letter], Answer]:
    mine = [one for one in book.all() if one.point == wish.point]
    if any(one.opening.state is S.LAUNCHED for one in mine) or (
        not mine and book.is_at_work(wish.point)
    ):
        raise NoOpening("point_works", point=wish.point)
    if book.is_invited(wish.point) or any(one.opening.state not in OVER for one in mine):
        raise NoOpening("point_opens", point=wish.point)
    letters: list[Letter] = [OpeningInvited(wish.opening)]
    told = None if wish.lat is None or wish.lon is None else (wish.lat, wish.lon)
    spot = told or book.spot(wish.point)
    if spot is not None:
        letters.append(book.around(wish.opening, wish.point, *spot, at))
    return letters, Answer("invited", {"opening": wish.opening, "point": wish.point})


def _decided(book: OpeningBook, wish: OpeningWish, at: int) -> tuple[list[Letter], Answer]:
    found = _found(book, wish.point, wish.opening)
    opening = found.opening
    if found.decided is not None:
        raise NoOpening("decided", who=found.decided.by, stage=_word(found.decided.stage))
    stage = ACTIONS[wish.action].get(opening.state)
    if stage is None:
        what = {"stage": _word(opening.state), "action": Words("action", (wish.action,))}
        raise NoOpening("not_now", opening=wish.opening, **what)
    if wish.version != opening.version:
        raise NoOpening("opening_changed", opening=wish.opening)
    _must_make_sense(opening, wish, at)
    until = at + wish.days * DAY_MS if wish.days else 0
    letter = OpeningStageSet(wish.opening, stage, wish.version, wish.comment, until, wish.shots)
    letters: list[Letter] = [letter]
    if wish.action == "review" and opening.place is not None:
        spot = (opening.place.lat, opening.place.lon)
        letters.append(book.around(wish.opening, wish.point, *spot, at))
    return letters, Answer("stage_told", {"opening": wish.opening, "stage": _word(stage)})


def _must_make_sense(opening: Opening, wish: OpeningWish, at: int) -> None:
    """Refuse a decision that makes none."""
    if wish.action in _MUST_SAY_WHY and not wish.comment:
        raise NoOpening("no_comment")
    if wish.action == "expire" and opening.deadline_at > at:
        raise NoOpening("in_term")
    if wish.action == "launch" and opening.trial_errors != 0:
        raise NoOpening("trial_open")
    sent = {row.shot for row in opening.shots if row.state is ShotState.SUBMITTED}
    strange = [one.shot for one in wish.shots if one.shot not in sent]
    if strange:
        raise NoOpening("no_picture", shot=strange[0])
    if wish.action == "rework" and not any(one.text for one in wish.shots):
        raise NoOpening("which_picture")
    if wish.action != "rework" and any(one.text for one in wish.shots):
        raise NoOpening("words_on_picture", action=Words("action", (wish.action,)))


def _word(stage: OpeningStage) -> Words:
    return Words("stage", (stage.value,))
