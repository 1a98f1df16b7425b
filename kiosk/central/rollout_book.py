"""Releases and roll-outs as they stand: what there is, whose turn it is, how far each box is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk.central.releases import Manifest, manifest_of
from kiosk.central.sql import Mark, Sql
from kiosk.core.update_words import Ring, Step, is_bad_sign


class State(StrEnum):
    """How a roll-out stands."""

    RUNNING = "running"
    PAUSED = "paused"
    HALTED = "halted"  # by itself: boxes went back
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"  # it had reached everybody, and a newer one began


# A box that has begun tells an outcome within its window and a trial of minutes; one that lost its
# file in between may tell none, and people decide whether to wait for it.
SILENT_MS = 24 * 3_600_000
ON_THE_WAY = frozenset({Step.BEGUN, Step.INSTALLED})
OVER = frozenset({State.WITHDRAWN, State.SUPERSEDED})


class Release(Struct, frozen=True):
    """A release that is known here.

    Args:
        version, serial: which.
        sha256, size, url: its bundle, bytes, and where boxes fetch it.
        manifest: what it says of itself.
        added_at, added_by: when, ms UTC, and by whom.
    """

    version: str
    serial: int
    sha256: str
    size: int
    url: str
    manifest: Manifest
    added_at: int
    added_by: str


class BoxAt(Struct, frozen=True):
    """How far a release is at a box.

    Args:
        device, point, name: which box, where.
        ring: of its point when it was offered.
        step, cause: how far, and why it ended.
        at: since when, ms UTC.
    """

    device: str
    point: str
    name: str
    ring: Ring
    step: Step
    cause: str
    at: int

    def is_silent(self, at: int) -> bool:
        """Whether a box that has begun has told no outcome for so long that it may have lost it.

        Args:
            at: now, ms UTC.
        """
        return self.step in ON_THE_WAY and at - self.at >= SILENT_MS

    @property
    def is_bad(self) -> bool:
        """Whether it counts against the release."""
        return is_bad_sign(self.step, self.cause)


class Noted(Struct, frozen=True):
    """What happened to a roll-out: when (ms UTC), by whom, what, and to which ring or box."""

    at: int
    by: str
    what: str
    about: str


class Rollout(Struct, frozen=True):
    """A roll-out.

    Args:
        rollout, version: its name, and of which release.
        ring: how far it has come.
        state: how it stands.
        halt_at, bad: it halts at so many bad signs; so many there were since it last went on.
        soak_h, enough: it goes on by itself so many hours after so many per cent of a ring.
        from_min, to_min: the window, minutes of a point's day.
        started_at: ms UTC.
        changes: how often it was changed; a decision names what it saw.
        boxes: how far each is.
    """

    rollout: str
    version: str
    ring: Ring
    state: State
    halt_at: int
    bad: int
    soak_h: int
    enough: int
    from_min: int
    to_min: int
    started_at: int
    changes: int
    boxes: tuple[BoxAt, ...] = ()

    def silent(self, at: int) -> tuple[BoxAt, ...]:
        """Return the boxes that have begun and told no outcome for long (`BoxAt.is_silent`)."""
        return tuple(box for box in self.boxes if box.is_silent(at))

    def silent_from(self, at: int) -> int | None:
        """Return when the next box will have been silent for long, ms UTC; None: none goes on."""
        on_the_way = (box for box in self.boxes if box.step in ON_THE_WAY)
        return min(
            (box.at + SILENT_MS for box in on_the_way if not box.is_silent(at)), default=None
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing can be decided of it any more."""
        return self.state in OVER

    @property
    def counts(self) -> Mapping[Step, int]:
        """How many boxes are how far."""
        return Counter(box.step for box in self.boxes)

    @property
    def actions(self) -> tuple[str, ...]:
        """What may be decided now."""
        if self.is_over:
            return ()
        if self.state is not State.RUNNING:
            return ("resume", "withdraw")
        return (*(("advance",) if self.ring.next else ()), "pause", "withdraw")


class RolloutBook:
    """Asks the books; reads only.

    Args:
        conn: of the store, or of a reader beside it.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def releases(self) -> list[Release]:
        """Return every known release, the newest first."""
        rows = self._conn.execute(
            "SELECT version, serial, sha256, size, url, manifest, added_at, added_by"
            " FROM app_release ORDER BY serial DESC"
        ).fetchall()
        return [_release(row) for row in rows]

    def release(self, version: str) -> Release | None:
        """Return a known release."""
        row = self._conn.execute(
            "SELECT version, serial, sha256, size, url, manifest, added_at, added_by"
            " FROM app_release WHERE version = ?",
            [version],
        ).fetchone()
        return _release(row) if row else None

    def rings(self) -> list[tuple[str, str, Ring]]:
        """Return (point, name, ring) of every point."""
        rows = self._conn.execute(
            "SELECT point.point, name, coalesce(ring, 'all') FROM point"
            " LEFT JOIN point_ring ON point_ring.point = point.point ORDER BY name, point.point"
        ).fetchall()
        return [(str(point), str(name), Ring(ring)) for point, name, ring in rows]

    def all(self) -> list[Rollout]:
        """Return every roll-out with its boxes, the newest first."""
        boxes: dict[str, list[BoxAt]] = {}
        for rollout, *row in self._conn.execute(
            "SELECT rollout, rollout_box.device, point.point, point.name, rollout_box.ring, step,"
            " cause, at FROM rollout_box JOIN device ON device.device = rollout_box.device"
            " JOIN point ON point.point = device.point ORDER BY point.name, rollout_box.device"
        ).fetchall():
            boxes.setdefault(str(rollout), []).append(_box(row))
        return [_rollout(row, boxes.get(str(row[0]), ())) for row in self._rows()]

    def listed(self) -> list[tuple[Rollout, Mapping[Step, int]]]:
        """Return every roll-out without its boxes, and how many are how far; the newest first.

        Asked every few seconds by whoever watches: two questions, and no row of a box.
        """
        counts: dict[str, Counter[Step]] = {}
        for rollout, step, count in self._conn.execute(
            "SELECT rollout, step, count(*) FROM rollout_box GROUP BY rollout, step"
        ).fetchall():
            counts.setdefault(str(rollout), Counter())[Step(str(step))] = int(count)
        rows = self._rows()
        return [(_rollout(row, ()), counts.get(str(row[0]), Counter())) for row in rows]

    def _rows(self) -> list[Sequence[Any]]:
        return self._conn.execute(
            "SELECT rollout, version, ring, state, halt_at, bad, soak_h, enough, from_min, to_min,"
            " started_at, changes FROM rollout ORDER BY started_at DESC, rollout DESC"
        ).fetchall()

    def get(self, rollout: str) -> Rollout | None:
        """Return a roll-out."""
        row = self._conn.execute(
            "SELECT rollout, version, ring, state, halt_at, bad, soak_h, enough, from_min, to_min,"
            " started_at, changes FROM rollout WHERE rollout = ?",
            [rollout],
        ).fetchone()
        if row is None:
            return None
        boxes = self._conn.execute(
            "SELECT rollout_box.device, point.point, point.name, rollout_box.ring, step, cause, at"
            " FROM rollout_box JOIN device ON device.device = rollout_box.device"
            " JOIN point ON point.point = device.point WHERE rollout = ?"
            " ORDER BY point.name, rollout_box.device",
            [rollout],
        ).fetchall()
        return _rollout(row, [_box(one) for one in boxes])

    def mark(self, rollout: str) -> Mark:
        """Return a few numbers that are others whenever a roll-out is; no row of a box is read.

        A box that goes on does so at another moment; names change with their points.
        """
        rows = self._conn.execute(
            "SELECT step, ring, count(*), sum(at), sum(length(cause)) FROM rollout_box"
            " WHERE rollout = ? GROUP BY step, ring ORDER BY step, ring",
            [rollout],
        ).fetchall()
        rows += self._conn.execute(
            "SELECT ring, state, bad, changes FROM rollout WHERE rollout = ?", [rollout]
        ).fetchall()
        rows += self._conn.execute("SELECT count(*), sum(changes) FROM point").fetchall()
        return tuple(tuple(row) for row in rows)

    def running(self) -> Rollout | None:
        """Return the roll-out that runs, without its boxes; there is never a second one."""
        row = self._conn.execute(
            "SELECT rollout, version, ring, state, halt_at, bad, soak_h, enough, from_min, to_min,"
            " started_at, changes FROM rollout WHERE state = 'running'"
            " ORDER BY started_at DESC, rollout DESC LIMIT 1"
        ).fetchone()
        return _rollout(row, ()) if row else None

    def proven_at(self, one: Rollout) -> int | None:
        """Return when enough boxes of a roll-out's ring had confirmed, ms UTC; None: not yet.

        Asked every few seconds: two rows, however many boxes there are.
        """
        count = self._conn.execute(
            "SELECT count(*) FROM rollout_box WHERE rollout = ? AND ring = ? AND step <> 'gone'",
            [one.rollout, one.ring.value],
        ).fetchone()
        wanted = max(1, -(-int(count[0]) * one.enough // 100))
        row = self._conn.execute(
            "SELECT at FROM rollout_box WHERE rollout = ? AND ring = ? AND step = 'confirmed'"
            " ORDER BY at LIMIT 1 OFFSET ?",
            [one.rollout, one.ring.value, wanted - 1],
        ).fetchone()
        return int(row[0]) if row else None

    def notes(self, rollout: str) -> list[Noted]:
        """Return what happened to a roll-out, the newest first."""
        rows = self._conn.execute(
            "SELECT at, user_name, what, about FROM rollout_note WHERE rollout = ? ORDER BY n DESC",
            [rollout],
        ).fetchall()
        return [Noted(*row) for row in rows]


def _release(row: Sequence[Any]) -> Release:
    version, serial, sha256, size, url, raw, at, by = row
    return Release(version, serial, sha256, size, url, manifest_of(bytes(raw)), at, by)


def _rollout(row: Sequence[Any], boxes: Sequence[BoxAt]) -> Rollout:
    name, version, ring, state, *numbers = row
    return replace(Rollout(name, version, Ring(ring), State(state), *numbers), boxes=tuple(boxes))


def _box(row: Sequence[str | int]) -> BoxAt:
    device, point, name, ring, step, cause, at = row
    told = (str(device), str(point), str(name), Ring(str(ring)), Step(str(step)), str(cause))
    return BoxAt(*told, int(at))
