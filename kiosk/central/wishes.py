"""Wishes: what people ask of a running central from another process, as files in its spool.

SQLite has one writer, and the running central is it. So a verb leaves a wish as a file (written
beside, fsynced, renamed); the central grants it within a second and answers beside it. With no
central running, the next start grants it.
"""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Struct

from kiosk.central.manifests import Manifest
from kiosk.central.pickup_codes import codes_set
from kiosk.central.profiles import profile
from kiosk.central.store import Point
from kiosk.central.store_sqlite import SqliteStore
from kiosk.core.messages import Letter, OrderCancelled, PolicySet, StaffUpsert
from kiosk.core.words import Ref, Word

log = logging.getLogger(__name__)

_MAX_WISH = 16 * 1024 * 1024


class PointWish(Struct, frozen=True, tag="point", forbid_unknown_fields=True):
    """Register a point with its box, its rules and its people.

    Args:
        point_key: 64 hex digits; the box has the same.
        policy: a profile's name.
    """

    point: Ref
    name: Word
    device: Annotated[str, Meta(pattern=r"^[a-z0-9-]{3,40}$")]
    point_key: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    policy: Word = "ozon_like"
    staff: tuple[StaffUpsert, ...] = ()


class DeliveryWish(Struct, frozen=True, tag="delivery"):
    """Announce a delivery to a point, with the pickup codes of its customers."""

    point: Ref
    manifest: Manifest


class CancelWish(Struct, frozen=True, tag="cancel"):
    """Cancel an order that waits at a point."""

    point: Ref
    order: Ref
    parcels: tuple[Ref, ...]


Wish: TypeAlias = PointWish | DeliveryWish | CancelWish


class Granted(Struct, frozen=True):
    """The answer to a wish."""

    ok: bool
    lines: tuple[str, ...]
    letters: int = 0


class Wishes:
    """Grants what lies in the spool.

    Args:
        folder: the spool; made if it is not there.
        store: the books.
        secret: draws 32 random bytes, for a new customer's pickup codes.
    """

    def __init__(self, folder: Path, store: SqliteStore, secret: Callable[[], bytes]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._store, self._secret = folder, store, secret

    def grant(self, at: int) -> int:
        """Grant every wish in the spool, the oldest first; return how many there were.

        Args:
            at: now, ms UTC.
        """
        waiting = sorted(self._folder.glob("*.wish"))
        for path in waiting:
            answer = self._granted(path, at)
            _write(path.with_suffix(".answer"), msgspec.json.encode(answer))
            path.unlink()
        return len(waiting)

    def _granted(self, path: Path, at: int) -> Granted:
        try:
            if path.stat().st_size > _MAX_WISH:
                return Granted(ok=False, lines=("the wish is larger than 16 MB",))
            wish: Wish = msgspec.json.decode(path.read_bytes(), type=Wish)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            log.warning("a wish could not be read: %s", type(error).__name__)
            return Granted(ok=False, lines=(f"the wish cannot be read: {error}",))
        match wish:
            case PointWish():
                return self._point(wish, at)
            case DeliveryWish():
                return self._delivery(wish, at)
            case CancelWish():
                return self._cancel(wish, at)

    def _point(self, wish: PointWish, at: int) -> Granted:
        policy = profile(wish.policy)
        if policy is None:
            return Granted(ok=False, lines=(f"there is no policy {wish.policy!r}",))
        point = Point(wish.point, wish.name, bytes.fromhex(wish.point_key), wish.policy)
        self._store.register(point, wish.device)
        raw = msgspec.Raw(msgspec.json.encode(policy))
        letters: list[Letter] = [PolicySet(policy.version, raw), *wish.staff]
        sent = self._store.queue(wish.point, letters, at)
        said = (
            f"point {wish.point}: {policy.policy} rules and {len(wish.staff)} people are on the way"
        )
        return Granted(ok=True, lines=(said,), letters=sent)

    def _delivery(self, wish: DeliveryWish, at: int) -> Granted:
        point = self._store.point(wish.point)
        policy = profile(point.policy) if point else None
        if point is None or policy is None:
            return Granted(ok=False, lines=(f"there is no point {wish.point!r}",))
        letters: list[Letter] = list(wish.manifest.letters())
        for customer in wish.manifest.customers:
            ref = customer.customer_ref
            secret = self._store.code_secret(ref, wish.point, self._secret())
            letters.append(codes_set(ref, secret, point.point_key, at, policy.code_days_ahead))
        sent = self._store.queue(wish.point, letters, at)
        said = f"delivery {wish.manifest.delivery}: {len(wish.manifest.parcels)} parcels announced"
        return Granted(ok=True, lines=(said,), letters=sent)

    def _cancel(self, wish: CancelWish, at: int) -> Granted:
        sent = self._store.queue(wish.point, [OrderCancelled(wish.order, wish.parcels)], at)
        return Granted(ok=bool(sent), lines=(f"order {wish.order}: cancelled",), letters=sent)


def leave(folder: Path, wish: Wish, name: str) -> Path:
    """Leave a wish in a central's spool; return where its answer will lie.

    Args:
        folder: the spool.
        wish: what is wanted.
        name: a fresh name, such as a UUIDv7, so that wishes are granted in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.wish"
    _write(path, msgspec.json.encode(wish))
    return path.with_suffix(".answer")


def _write(path: Path, raw: bytes) -> None:
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
