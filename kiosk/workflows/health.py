"""How the box is: devices, mail and storage, as the chips and the health screen tell."""

from collections.abc import Mapping

from kiosk.core.about import Papers
from kiosk.core.refusals import Refused
from kiosk.core.words import ClockQuality
from kiosk.hw.ports import DeviceHealth
from kiosk.store.devices import DeviceRow
from kiosk.store.letters import MailReader
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody
from kiosk.workflows.views import MailState

_DAY_MS = 24 * 3600 * 1000
_CERTIFICATE_DAYS = (
    14  # it is renewed from 30 days on, so something is wrong by then (PROTOCOL.md 2)
)


class Health(Activity):
    """The last word of every device, and how the mail stands.

    Args:
        counter: what all activities share.
        mail: reads mail.db.
    """

    def __init__(self, counter: Counter, mail: MailReader) -> None:
        super().__init__(counter)
        self._mail = mail
        self._devices: dict[str, DeviceHealth] = {}

    @anybody
    def note(self, health: DeviceHealth) -> Refused | None:
        """Keep what a device said of itself, for the screen and for `kiosk doctor`."""
        self._devices[health.device] = health
        row = DeviceRow(
            health.device,
            health.kind,
            health.state.value,
            health.what,
            health.detail,
            dict(health.facts),
            self.counter.clock().at,
        )
        with self.counter.unit():
            self.counter.store.devices.keep(row)
        return None

    @anybody
    def devices(self) -> tuple[DeviceHealth, ...]:
        """Return every device with its last state, by name."""
        return tuple(self._devices[name] for name in sorted(self._devices))

    @anybody
    def is_linked(self) -> bool:
        """Whether the central answered on this connection: all that who looks often has to know."""
        return self._is_linked(self._mail.link())

    @anybody
    def mail(self) -> MailState:
        """Return how the mail stands."""
        link = self._mail.link()
        unsent, oldest_at = self.counter.store.journal.unsent(self._mail.acked())
        linked = self._is_linked(link)
        fault = "" if linked else link.get("fault") or link.get("reason") or "no_network"
        last = link.get("last_ack_at", "")
        last_at = int(last) if last.isdigit() else None
        is_blocked = link.get("action") == "blocked" and not linked
        blocked = link.get("reason") or "blocked" if is_blocked else ""
        outdated = linked and link.get("action") == "upgrade"
        days = self._certificate_days(link.get("certificate_ends_at", ""))
        return MailState(linked, unsent, oldest_at, last_at, fault, blocked, outdated, days)

    def _is_linked(self, link: Mapping[str, str]) -> bool:
        return link.get("welcomed") == "1" and self._mail.is_carried()

    def _certificate_days(self, ends_at: str) -> int | None:
        moment = self.counter.clock()
        if not ends_at.isdigit() or moment.clock is ClockQuality.UNSURE:
            return None
        days = max(0, int(ends_at) - moment.at) // _DAY_MS
        return days if days <= _CERTIFICATE_DAYS else None

    @anybody
    def papers(self) -> Papers:
        """Return how the central knows this box."""
        ends = self._mail.link().get("certificate_ends_at", "")
        return Papers(self.counter.store.journal.epoch(), int(ends) if ends.isdigit() else None)

    @anybody
    def storage(self) -> str:
        """Return how the disk stands: normal, tight, full or read_only."""
        return self.counter.storage
