"""The trial of an opening: a small delivery that goes through all the real work."""

from kiosk.core import trials
from kiosk.core.openings import Opening
from kiosk.core.refusals import Reason, Refused
from kiosk.core.trials import Trial
from kiosk.core.words import Right
from kiosk.workflows.rights import Activity, needs

_LOOKS_AT = 50  # deliveries; before the launch hardly any others come


class Trials(Activity):
    """The part of the opening that follows the trial delivery, and tells how it went."""

    @needs(Right.OPENING)
    def trial(self) -> Trial:
        """Return how far the trial delivery is."""
        return self._progress()

    @needs(Right.OPENING)
    def complete_trial(self) -> Opening | Refused:
        """Tell the central how the trial went; one with errors is made up for by another delivery.

        Returns:
            The opening as it stands now; or `trial_open` while parcels are on their way, or fewer
            came than the network wants; `wrong_state`, `not_known_here`.
        """
        found = self.counter.store.openings.all()
        if not found:
            return Refused(Reason.NOT_KNOWN_HERE)
        opening = found[-1]
        told = trials.complete(opening, self._progress())
        if isinstance(told, Refused):
            return told
        with self.counter.unit():
            self.counter.record(*told)
        return self.counter.store.openings.get(opening.opening) or opening

    def _progress(self) -> Trial:
        store, policy = self.counter.store, self.counter.policy
        delivery = trials.newest(store.deliveries.recent(_LOOKS_AT))
        parcels = store.parcels.of_delivery(delivery.delivery) if delivery else ()
        return trials.trial(delivery, parcels, policy.trial_parcels if policy else 1)
