"""Which cell each LED is for: looked at LED by LED, kept in the counter, told to the central."""

from kiosk.core import lampmap
from kiosk.core.facts.box import LampsUnmapped
from kiosk.core.lampmap import LampMap
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.hw.ports import LampChain, Lights
from kiosk.workflows.counter import Counter
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.rights import Activity, anybody, needs


class LampMaps(Activity):
    """The maps of the chains; one that was saved here wins over the settings'.

    Args:
        counter: what all activities share.
        lamps: shows the plan anew when a map changes.
        lights: the chains, None for a point without any.
    """

    def __init__(self, counter: Counter, lamps: Lamps, lights: Lights | None) -> None:
        super().__init__(counter)
        self._lamps, self._lights = lamps, lights

    @anybody
    def restore(self) -> None:
        """After a start: bring what was saved to the chains."""
        if self._lights is None:
            return
        for chain, saved in self.counter.store.lamps.all().items():
            self._lights.remap(chain, saved.cells, saved.dark)

    @anybody
    def chains(self) -> tuple[LampChain, ...]:
        """Return every chain as it is mapped now."""
        return self._lights.mapped() if self._lights else ()

    @anybody
    def chain(self, name: str) -> LampChain | None:
        """Return one chain, None when there is none of this name."""
        return next((chain for chain in self.chains() if chain.name == name), None)

    @anybody
    def is_saved(self, chain: str) -> bool:
        """Whether a chain's map was made here, not in the settings."""
        return chain in self.counter.store.lamps.all()

    @needs(Right.HARDWARE)
    def point(self, chain: str, led: int) -> Refused | None:
        """Light one LED until another is, or until `rest`; the other chains work on."""
        refused = self._ours(chain)
        if refused is None:
            self._lamps.point(chain, led)
        return refused

    @anybody
    def rest(self) -> None:
        """Let the plan shine again on the chain whose LED was lit."""
        self._lamps.unpoint()

    @needs(Right.HARDWARE)
    def save(self, chain: str, lamps: LampMap) -> Refused | None:
        """Let a map count from now on, and at the next start."""
        refused = self._ours(chain) or self._unfit(chain, lamps)
        if refused is not None or self._lights is None:
            return refused
        with self.counter.unit():
            self.counter.record(*lampmap.told(chain, lamps))
            self.counter.store.lamps.keep(chain, lamps)
        self._lights.remap(chain, lamps.cells, lamps.dark)
        self._lamps.refresh()
        return None

    @needs(Right.HARDWARE)
    def forget(self, chain: str) -> Refused | None:
        """Let the settings' own map of a chain count again."""
        refused = self._ours(chain)
        if refused is not None or self._lights is None:
            return refused
        if not self.is_saved(chain):
            return Refused(Reason.STALE)
        with self.counter.unit():
            self.counter.record(LampsUnmapped(chain))
            self.counter.store.lamps.forget(chain)
        self._lights.remap(chain, None, ())
        self._lamps.refresh()
        return None

    def _ours(self, name: str) -> Refused | None:
        chain = self.chain(name)
        return Refused(Reason.NOT_OURS) if chain is None or chain.is_far else None

    def _unfit(self, name: str, lamps: LampMap) -> Refused | None:
        chain = self.chain(name)
        refused = lampmap.check(lamps, len(chain.cells) if chain else 0)
        if refused is not None:
            return refused
        known = {cell.cell for cell in self.counter.store.cells.all()}
        strange = sorted(set(lamps.cells) - known - {""})
        return Refused(Reason.NO_SUCH_CELL, {"cell": strange[0]}) if strange else None
