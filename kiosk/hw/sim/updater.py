"""An updater to practise with: it installs nothing, and tells of it as the real one does."""

from collections.abc import Callable

from msgspec import Struct

from kiosk.core.update_words import Cause, Step
from kiosk.core.updates import Progress, UpdateAvailable

_WELL = (Step.BEGUN, Step.INSTALLED, Step.CONFIRMED)
_BACK = (Step.BEGUN, Step.INSTALLED, Step.ROLLED_BACK)
_REFUSED = (Step.BEGUN, Step.FAILED)
# what the checks before it runs may find (APPLIANCE.md 9); the rest is found on trial
_CHECKS = frozenset(
    {
        *(Cause.BAD_BUNDLE, Cause.BAD_SIGNATURE, Cause.WRONG_ARCH, Cause.WRONG_PYTHON),
        *(Cause.BASE_TOO_OLD, Cause.DOWNGRADE, Cause.DISK_SHORT, Cause.NO_NETWORK, Cause.BUSY),
        *(Cause.BACKUP_FAILED, Cause.MIGRATE_FAILED),
    }
)


class _Taken(Struct, frozen=True):
    update: str
    attempt: int
    at: float


class SimUpdater:
    """Implements Updater of `kiosk.workflows.updates` without installing anything.

    Args:
        now: monotonic seconds.
        running: the version that runs before.
        step_s: how long each step takes.
        fault: how a release ends here; None: it holds.
    """

    def __init__(
        self,
        now: Callable[[], float],
        running: str,
        step_s: float = 1.0,
        fault: Cause | None = None,
    ) -> None:
        self._now, self._running, self._step_s = now, running, step_s
        self.fault = fault
        self._taken: _Taken | None = None

    def begin(self, letter: UpdateAvailable, attempt: int) -> None:
        """Take a release up; an attempt that it knows already goes on."""
        had = self._taken
        if had is None or (had.update, had.attempt) != (letter.update, attempt):
            self._taken = _Taken(letter.update, attempt, self._now())

    def progress(self) -> Progress | None:
        """Return how far it is; it moves on by the clock alone."""
        if self._taken is None:
            return None
        way: tuple[Step, ...] = _WELL
        if self.fault is not None:
            way = _REFUSED if self.fault in _CHECKS else _BACK
        gone = int((self._now() - self._taken.at) / self._step_s) if self._step_s else len(way)
        step = way[min(gone, len(way) - 1)]
        cause = self.fault.value if self.fault and step is way[-1] else ""
        return Progress(self._taken.update, self._taken.attempt, step, self._running, cause)
