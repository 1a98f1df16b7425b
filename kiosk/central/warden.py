"""Sees to it that a revoked box is out, and that no certificate of ours ends unnoticed.

PROTOCOL.md 2: no step is enough alone. The list of revoked certificates keeps a box from coming
back, a wish to greet lets a live one hear that it is revoked, a kick ends its link.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from kiosk.central import broker_files
from kiosk.central.authority import Authority
from kiosk.central.store import Store

log = logging.getLogger(__name__)

_LOOK_S = 1.0
_KICK_S = 5.0  # time for the box to hear why
_DAY_MS = 86_400_000


class BrokerPlace(Struct, frozen=True):
    """Where the broker is looked after.

    Args:
        keys: the authority's folder.
        folder: the broker's.
        pid: its pid file, None for none.
    """

    keys: Path
    folder: Path
    pid: Path | None = None


class Warden:
    """Works between the turns of the central.

    Args:
        store: the books.
        authority: who signs, and where the broker is; None where the broker asks no certificate.
        greet: asks a box to greet.
        kick: ends a box's link by taking its client id.
        now: monotonic seconds.
    """

    def __init__(
        self,
        store: Store,
        authority: tuple[Authority, BrokerPlace] | None,
        greet: Callable[[str], None],
        kick: Callable[[str], None],
        now: Callable[[], float],
    ) -> None:
        self._kept, self._authority = store.certificates, authority
        self._greet, self._kick, self._now = greet, kick, now
        self._look_at = float("-inf")
        self._listed: frozenset[str] | None = None
        self._renew_at = 0
        self._told: dict[str, float] = {}  # boxes that were asked to greet: when they are kicked

    def turn(self, at: int) -> bool:
        """Look, once a second, whether anything is to be done.

        Args:
            at: now, ms UTC.

        Returns:
            Whether the certificates of broker, door or central were made anew.
        """
        now = self._now()
        if now < self._look_at:
            return False
        self._look_at = now + _LOOK_S
        made = self._keep_list(*self._authority, at) if self._authority else False
        self._throw_out(now, at)
        return made

    def _keep_list(self, authority: Authority, place: BrokerPlace, at: int) -> bool:
        revoked = self._kept.revoked(at)
        serials = frozenset(serial for serial, _ in revoked)
        if serials == self._listed and at < self._renew_at:
            return False
        try:
            authority.publish(authority.revocations(revoked, at))
            made = authority.refresh(at)
            changed = broker_files.publish(place.keys, place.folder)
        except OSError as trouble:
            ends = authority.ends["crl.pem"]
            log.error(  # noqa: TRY400  the disk's trouble, no bug
                "the list of revoked boxes could not be written (%s); the broker refuses every box"
                " from %s on",
                trouble.strerror,
                f"{ends:%Y-%m-%d}",
            )
            return False
        self._listed, self._renew_at = serials, at + _DAY_MS
        log.info("%d revoked certificates are listed", len(serials))
        if changed and place.pid is not None and not broker_files.tell(place.pid):
            log.warning("the broker could not be told by %s; restart it", place.pid)
        return made

    def _throw_out(self, now: float, at: int) -> None:
        out = self._kept.thrown_out(at - _DAY_MS)
        for device in out:
            if device not in self._told:
                self._told[device] = now + _KICK_S
                self._greet(device)
            elif now >= self._told[device]:
                self._told[device] = float("inf")
                log.info("%s is kicked", device)
                self._kick(device)
        for device in self._told.keys() - set(out):
            del self._told[device]  # enrolled anew, or long gone
