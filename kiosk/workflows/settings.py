"""The settings: each change checked, journalled, in force at once where it can be, and undone."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from kiosk.core import settings
from kiosk.core.events import SYSTEM
from kiosk.core.facts.box import SettingChanged
from kiosk.core.refusals import Reason, Refused
from kiosk.core.settings import THEME, THEMES, ZOOM, ZOOMS, Chosen, Offer
from kiosk.core.words import Right
from kiosk.workflows.counter import Counter
from kiosk.workflows.rights import Activity, anybody, needs

_OWN = {THEME: THEMES, ZOOM: ZOOMS}
_LAST = 50  # changes on the list


class FiledSettings(Protocol):
    """The settings file, as this activity sees it."""

    def offers(self) -> tuple[Offer, ...]:
        """Return what may be set here."""

    def fits(self, values: Mapping[str, str]) -> bool:
        """Whether the file's own rules take all of these together."""

    def told(self, values: Mapping[str, str]) -> None:
        """Hear what counts now, to let it count at once where that can be."""


class Change(Struct, frozen=True):
    """One change, as the journal has it.

    Args:
        at: milliseconds UTC.
        by: initials of who made it; empty when the settings file was written since.
        key, old, new: what was changed.
        can_go_back: whether the old value may be chosen again now.
    """

    at: int
    by: str
    key: str
    old: str
    new: str
    can_go_back: bool


class Settings(Activity):
    """What people set at the counter, over what the settings file says.

    Args:
        counter: what all activities share.
        filed: the settings file; None for a box without.
    """

    def __init__(self, counter: Counter, filed: FiledSettings | None) -> None:
        super().__init__(counter)
        self._filed = filed
        self._offers = {offer.key: offer for offer in filed.offers()} if filed else {}
        self._began = self._now = settings.in_force(self._offers.values(), ()).values
        self._unfit: tuple[Chosen, ...] = ()

    @anybody
    def start(self) -> Refused | None:
        """After a start: let count what was chosen.

        A file that was written since wins; so does the default where a device no longer takes the
        value.
        """
        found = settings.in_force(self._offers.values(), self.counter.store.settings.of())
        misfit = self._misfit(found.values)
        values = dict(found.values)
        for one in misfit:
            values[one.key] = one.filed
        self._began = self._now = values
        self._unfit = found.unfit + misfit
        self._tell()
        if not found.overwritten:
            return None
        with self.counter.unit():
            for one in found.overwritten:
                self.counter.store.settings.forget(one.key)
                filed = self._offers[one.key].filed
                self.counter.record(SettingChanged(one.key, one.value, filed), actor=SYSTEM)
        return None

    def _misfit(self, values: Mapping[str, str]) -> tuple[Chosen, ...]:
        """Return the choices that no longer go together with the file, the later ones first."""
        if self._filed is None or self._filed.fits(values):
            return ()
        left: list[Chosen] = []
        kept = dict(values)
        for key, value in reversed(list(values.items())):
            filed = self._offers[key].filed
            if value != filed and not self._filed.fits(kept):
                kept[key] = filed
                left.append(Chosen(key, value, filed))
        return tuple(left)

    # -- the counter's ---------------------------------------------------------------------------

    @anybody
    def offers(self) -> tuple[Offer, ...]:
        """Return what may be set at this counter."""
        return tuple(self._offers.values())

    @anybody
    def value(self, key: str) -> str:
        """Return what counts, or will after the next start; empty for what is not here."""
        return self._now.get(key, "")

    @anybody
    def waits(self, key: str) -> bool:
        """Whether a change counts only after the next start."""
        offer = self._offers.get(key)
        return offer is not None and not offer.at_once and self._now[key] != self._began[key]

    @anybody
    def unfit(self) -> tuple[Chosen, ...]:
        """Return what was chosen and cannot be kept: a device changed, its default counts."""
        return self._unfit

    @needs(Right.HARDWARE)
    def change(self, key: str, value: str) -> Refused | None:
        """Let another value count."""
        offer = self._offers.get(key)
        refused = settings.check(offer, value)
        if refused is not None or offer is None or self._filed is None:
            return refused
        old, wanted = self._now[key], {**self._now, key: value}
        if value == old:
            return None
        if not self._filed.fits(wanted):
            return Refused(Reason.BAD_VALUE)
        with self.counter.unit():
            self.counter.store.settings.forget(key)
            if value != offer.filed:
                self.counter.store.settings.keep(Chosen(key, value, offer.filed))
            self.counter.record(SettingChanged(key, old, value))
        self._now = wanted
        self._unfit = tuple(one for one in self._unfit if one.key != key)
        self._tell()
        return None

    @needs(Right.HARDWARE)
    def history(self) -> tuple[Change, ...] | Refused:
        """Return the last changes of the counter's own settings, the newest first."""
        told = self.counter.store.settings.told(_LAST)
        return tuple(
            Change(
                at=event.recorded_at,
                by=self._initials(event.actor),
                key=fact.key,
                old=fact.old,
                new=fact.new,
                can_go_back=self._back(fact),
            )
            for event in told
            if isinstance(fact := event.facts, SettingChanged) and fact.staff is None
        )

    def _initials(self, staff: str) -> str:
        row = self.counter.store.people.get(staff)
        return row.initials if row else ""

    def _back(self, fact: SettingChanged) -> bool:
        offer = self._offers.get(fact.key)
        is_one = offer is not None and settings.check(offer, fact.old) is None
        return is_one and self._now[fact.key] != fact.old

    def _tell(self) -> None:
        if self._filed is not None:
            self._filed.told(self._now)

    # -- one's own -------------------------------------------------------------------------------

    @anybody
    def own(self, key: str) -> str:
        """Return what the person who is signed in chose, empty for nothing."""
        staff = self.counter.signed_in
        of = self.counter.store.settings.of(staff) if staff else ()
        values = (one.value for one in of if one.key == key and one.value in _OWN[key])
        return next(values, "")

    @anybody
    def choose_own(self, key: str, value: str) -> Refused | None:
        """Keep a choice of the person who is signed in; it goes with them."""
        staff = self.counter.signed_in
        if staff is None:
            return Refused(Reason.NOT_SIGNED_IN)
        if value not in _OWN.get(key, ()):
            return Refused(Reason.BAD_VALUE)
        old = self.own(key)
        if old == value:
            return None
        with self.counter.unit():
            self.counter.store.settings.keep(Chosen(key, value, ""), staff)
            self.counter.record(SettingChanged(key, old, value, staff))
        return None
