"""Wishes: what people ask of a running central from another process, as files in its spool.

SQLite has one writer, and the running central is it. So a verb leaves a wish as a file (written
beside, fsynced, renamed); the central grants it within a second and answers beside it; with none
running, the next start does. A wish and its answer are one transaction: none is granted twice.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from kiosk.central import spool
from kiosk.central.announcements import ExpectWish
from kiosk.central.answers import Answer, NotDone
from kiosk.central.elsewhere import ElsewhereWish
from kiosk.central.enrol_codes import CodeWish, keep_code
from kiosk.central.erase_wishes import EraseBackWish, EraseWish
from kiosk.central.erasures import NoErasure
from kiosk.central.fresh_codes import fresh_codes
from kiosk.central.manifests import Manifest, faults_of
from kiosk.central.openings import (
    InviteWish,
    OpeningSayWish,
    OpeningWish,
    OpeningWishes,
    approved_place,
    letters_of,
)
from kiosk.central.pickup_codes import DAY_MS
from kiosk.central.profiles import profile
from kiosk.central.replaying import BROKE, QuarantineWish
from kiosk.central.rollout_wishes import NoRollout, RolloutWishes
from kiosk.central.sql import Undone
from kiosk.central.staff_wishes import StaffWish, settle_staff
from kiosk.central.store import Point, Store, StoreTrouble
from kiosk.central.user_wishes import NoUser, UserWish, settle_user
from kiosk.central.wish_forms import (
    CancelWish,
    DeliveryWish,
    DeviceWish,
    ErasureWish,
    Granted,
    LetterWish,
    PointWish,
    RevokeWish,
    SellerWish,
    Wish,
    answered,
)
from kiosk.core import pickup
from kiosk.core.enrolment import BoxRole
from kiosk.core.letter import Letter
from kiosk.core.messages import (
    SIBLINGS,
    CodeLine,
    CodesSet,
    ConfigSet,
    OrderCancelled,
    PolicySet,
    SellerSet,
)
from kiosk.core.policy import Policy
from kiosk.sync.protocol import REVOKED

log = logging.getLogger(__name__)

_MAX_WISH = 16 * 1024 * 1024
_CONSOLE = "console"
_BAD_WISH = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Wishes:
    """Grants what lies in the spool.

    Args:
        folder: the spool; made if it is not there.
        store: the books.
        secret: draws 32 random bytes, for a new customer's pickup codes.
        by: who wishes, as the letters that follow say.
    """

    def __init__(
        self, folder: Path, store: Store, secret: Callable[[], bytes], by: str = _CONSOLE
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._store, self._secret, self._by = folder, store, secret, by

    def waiting(self) -> list[Path]:
        """Return the wishes in the spool, the oldest first."""
        return sorted(self._folder.glob("*.wish"))

    def sweep(self, at: int) -> None:
        """Leave nothing in the spool for long that nobody will ever take: it may name people.

        Args:
            at: now, ms UTC.
        """
        spool.sweep(self._folder, (at - DAY_MS) / 1000)

    def grant(self, path: Path, at: int) -> Granted:
        """Grant one wish and leave the answer beside it.

        Args:
            path: the wish's file.
            at: now, ms UTC.

        Raises:
            StoreTrouble: the disk's trouble; the wish stays.
        """
        wish = _read(path)
        try:
            kept = self._kept(path.stem, wish, at)
        except Undone:
            kept = self._kept(path.stem, wish, at, BROKE)
        _answer(path, kept)
        return msgspec.json.decode(kept, type=Granted)

    def _kept(self, name: str, wish: Wish | Granted, at: int, broke: Answer | None = None) -> bytes:
        with self._store.unit():
            kept = self._store.granted(name)
            if kept is None:
                if broke and isinstance(wish, QuarantineWish):  # its note was rolled back
                    self._store.replaying.note(wish, self._by, at, broke)
                asked = _no(broke) if broke else wish
                answer = asked if isinstance(asked, Granted) else self.answer(asked, at)
                kept = msgspec.json.encode(answer)
                self._store.note_granted(name, kept, at)
        return kept

    def give_up(self, path: Path) -> None:
        """Answer a wish that brought the central to fall, so that it does not do so again.

        Raises:
            StoreTrouble: the disk's trouble; the wish stays.
        """
        sorry = "the central could not do it; its log says why"
        _answer(path, msgspec.json.encode(_no(sorry)))

    def answer(self, wish: Wish, at: int) -> Granted:
        """Grant a wish and return the answer; within a unit, which a no leaves as it was.

        Args:
            wish: what is wanted.
            at: now, ms UTC.
        """
        match wish:
            case PointWish():
                return self._point(wish, at)
            case DeliveryWish() | CancelWish():
                return self._goods(wish, at)
            case DeviceWish() | RevokeWish():
                return self._box(wish, at)
            case CodeWish() | UserWish():
                return self._let_in(wish, at)
            case SellerWish():
                return self._seller(wish, at)
            case ExpectWish() | ElsewhereWish():
                return self._announce(wish, at)
            case StaffWish():
                return self._staff(wish, at)
            case OpeningWish() | OpeningSayWish() | InviteWish():
                return self._opening(wish, at)
            case EraseWish() | EraseBackWish():
                return self._erasure(wish, at)
            case _:
                return self._say(wish, at)

    def _erasure(self, wish: ErasureWish, at: int) -> Granted:
        try:
            if isinstance(wish, EraseWish):
                boxes = self._store.erase(wish.request, wish.customer_ref, at, wish.due_at(at))
            else:
                boxes = self._store.withdraw_erasure(wish.request, wish.why, self._by, at)
        except NoErasure as why:
            return _no(Answer(f"erase_{why}", {"request": wish.request}))
        return answered(wish.answer(boxes), ok=True, letters=boxes)

    def _say(self, wish: LetterWish | RolloutWishes | QuarantineWish, at: int) -> Granted:
        if isinstance(wish, QuarantineWish):
            ok, said = self._store.replaying.noted(wish, self._by, at)
            return answered(said, ok=ok)
        if isinstance(wish, RolloutWishes):
            return self._roll_out(wish, at)
        fault = wish.fault(at)
        return _no(fault) if fault else self._tell(wish.point, wish.letters(), wish.said(), at)

    def _opening(self, wish: OpeningWishes, at: int) -> Granted:
        try:
            letters, said = letters_of(self._store.openings, wish, at)
        except NotDone as why:
            return _no(why.told)
        place = approved_place(self._store.openings, wish)
        if place is not None:
            self._store.place(wish.point, place.lat, place.lon)
        return self._tell(wish.point, letters, said, at)

    def _roll_out(self, wish: RolloutWishes, at: int) -> Granted:
        try:
            said = self._store.rollouts.settle(wish, self._by, at)
        except NoRollout as why:
            return _no(str(why))
        return Granted(ok=True, lines=(said,))

    def _point(self, wish: PointWish, at: int) -> Granted:
        policy = profile(wish.policy)
        if policy is None:
            return _no(f"there is no policy {wish.policy!r}")
        had = self._store.certificates.standing(wish.device)
        if had is not None and had.role is not BoxRole.COUNTER:
            return _no(f"{wish.device} is a shelf node of point {had.point}, no counter")
        point = Point(wish.point, wish.name, bytes.fromhex(wish.point_key), wish.policy)
        is_new = self._store.register(point, wish.device, shared=wish.siblings)
        raw = msgspec.Raw(msgspec.json.encode(policy))
        letters: list[Letter] = [PolicySet(policy.version, raw), *wish.staff]
        if is_new:
            letters.append(ConfigSet(at, {SIBLINGS: wish.siblings}))
        sent = self._store.queue(wish.point, letters, at, self._by)
        said = (
            f"point {wish.point}: {policy.policy} rules and {len(wish.staff)} people are on the way"
        )
        return Granted(ok=True, lines=(said,), letters=sent)

    def _goods(self, wish: DeliveryWish | CancelWish, at: int) -> Granted:
        if isinstance(wish, CancelWish):
            return self._cancel(wish, at)
        return self._delivery(wish, at)

    def _delivery(self, wish: DeliveryWish, at: int) -> Granted:
        point, manifest = self._store.point(wish.point), wish.manifest
        policy = profile(point.policy) if point else None
        if point is None or policy is None:
            return _no(Answer("no_point", {"point": wish.point}))
        if faults := faults_of(manifest):
            return Granted(ok=False, lines=tuple(fault.said() for fault in faults))
        self._store.hold(wish.point)
        codes = (
            self._codes(customer.customer_ref, manifest, point, policy, at)
            for customer in manifest.customers
        )
        letters: list[Letter] = [*manifest.letters(), *codes]
        sent = self._store.queue(wish.point, letters, at, self._by)
        said = Answer("delivery", {"delivery": manifest.delivery, "n": len(manifest.parcels)})
        return answered(said, ok=True, letters=sent)

    def _codes(
        self, ref: str, manifest: Manifest, point: Point, policy: Policy, at: int
    ) -> CodesSet:
        own = manifest.codes.get(ref)
        if own is not None:
            until = max(at, manifest.due_at) + (policy.storage_days + 1) * DAY_MS
            digest = pickup.digest(point.point_key, own, None if "*" in own else ref)
            return CodesSet(ref, (CodeLine(digest, at, until),))
        return fresh_codes(self._store, point, policy, (ref, self._secret()), at)

    def _cancel(self, wish: CancelWish, at: int) -> Granted:
        said = f"order {wish.order}: the point is asked to cancel it"
        return self._tell(wish.point, [OrderCancelled(wish.order, wish.parcels)], said, at)

    def _tell(self, point: str, letters: Sequence[Letter], said: str | Answer, at: int) -> Granted:
        if self._store.point(point) is None:
            return _no(Answer("no_point", {"point": point}))
        sent = self._store.queue(point, letters, at, self._by)
        return _yes(said, sent)

    def _seller(self, wish: SellerWish, at: int) -> Granted:
        point = self._store.point(wish.point)
        if point is None:
            return _no(Answer("no_point", {"point": wish.point}))
        digest = pickup.seller_digest(point.point_key, wish.code)
        letters = [SellerSet(wish.seller_ref, wish.name, digest, at)]
        said = f"{wish.name} may collect at point {wish.point} with this code alone"
        return self._tell(wish.point, letters, said, at)

    def _announce(self, wish: ExpectWish | ElsewhereWish, at: int) -> Granted:
        point = self._store.point(wish.point)
        policy = profile(point.policy) if point else None
        if point is None or policy is None:
            return _no(Answer("no_point", {"point": wish.point}))
        if faults := wish.faults():
            return Granted(ok=False, lines=tuple(faults))
        self._store.hold(wish.point)
        codes = (
            fresh_codes(self._store, point, policy, (ref, self._secret()), at)
            for ref in wish.customers()
        )
        return self._tell(wish.point, [*wish.letters(at), *codes], wish.said(), at)

    def _box(self, wish: DeviceWish | RevokeWish, at: int) -> Granted:
        return self._revoke(wish, at) if isinstance(wish, RevokeWish) else self._device(wish)

    def _staff(self, wish: StaffWish, at: int) -> Granted:
        try:
            letter, said = settle_staff(self._store.people.of(wish.point), wish)
        except NotDone as why:
            return _no(why.told)
        return self._tell(wish.point, [letter], said, at)

    def _device(self, wish: DeviceWish) -> Granted:
        if not self._store.knows(wish.device):
            return _no(Answer("no_box", {"device": wish.device}))
        match wish.action:
            case "block":
                self._store.block(wish.device, REVOKED)
            case "trust":
                self._store.block(wish.device, "")
            case "resync":
                self._store.resync(wish.device)
        return answered(Answer(wish.action, {"device": wish.device}), ok=True)

    def _let_in(self, wish: CodeWish | UserWish, at: int) -> Granted:
        if isinstance(wish, CodeWish) and self._store.point(wish.point) is None:
            return _no(Answer("no_point", {"point": wish.point}))
        try:
            if isinstance(wish, CodeWish):
                return _yes(keep_code(self._store.certificates, wish, at))
            return _yes(settle_user(self._store.users, wish, at))
        except NotDone as why:
            return _no(why.told)
        except NoUser as why:
            return _no(str(why))

    def _revoke(self, wish: RevokeWish, at: int) -> Granted:
        if self._store.certificates.standing(wish.device) is None:
            return _no(Answer("no_box", {"device": wish.device}))
        taken = self._store.certificates.revoke(wish.device, REVOKED, at)
        self._store.block(wish.device, REVOKED)
        self._store.certificates.throw_out(wish.device, at)
        said = Answer("revoked", {"device": wish.device, "n": taken})
        return answered(said, Answer("dropped"), ok=True)


def leave(folder: Path, wish: Wish, name: str) -> Path:
    """Leave a wish in a central's spool; return where its answer will lie.

    Args:
        folder: the spool.
        wish: what is wanted.
        name: a fresh name, such as a UUIDv7, so that wishes are granted in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.wish"
    spool.write(path, msgspec.json.encode(wish))
    return path.with_suffix(".answer")


def answer_at(path: Path) -> Granted | None:
    """Take the answer to a wish away and return it, None while there is none.

    Args:
        path: as `leave` returned it.
    """
    try:
        granted = msgspec.json.decode(path.read_bytes(), type=Granted)
    except FileNotFoundError:
        return None
    path.unlink()
    return granted


def _read(path: Path) -> Wish | Granted:
    """Return the wish in a file; or the answer to one that nobody can read."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_WISH + 1)
        if len(raw) > _MAX_WISH:
            return _no("the wish is larger than 16 MB")
        wish: Wish = msgspec.json.decode(raw, type=Wish)
    except FileNotFoundError:
        return _no("the wish was taken back")
    except OSError as error:
        raise StoreTrouble(f"a wish could not be read: {error.strerror}") from error
    except _BAD_WISH as error:
        log.warning("a wish could not be read: %s", type(error).__name__)
        return _no(f"the wish cannot be read: {error}")
    return wish


def _yes(said: str | Answer, letters: int = 0) -> Granted:
    if isinstance(said, Answer):
        return answered(said, ok=True, letters=letters)
    return Granted(ok=True, lines=(said,), letters=letters)


def _no(why: str | Answer) -> Granted:
    if isinstance(why, Answer):
        return answered(why, ok=False)
    return Granted(ok=False, lines=(why,))


def _answer(path: Path, raw: bytes) -> None:
    try:
        spool.write(path.with_suffix(".answer"), raw)
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreTrouble(f"a wish could not be answered: {error.strerror}") from error
