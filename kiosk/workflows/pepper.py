"""The box's pepper: whether it is still the one under which PINs, badges and tombstones are."""

import logging

from kiosk.store import tombstones
from kiosk.workflows.rights import Activity, anybody

log = logging.getLogger(__name__)


class Pepper(Activity):
    """Notices at a start that the pepper was lost, so that people are told and not just refused.

    A new pepper is made where there is none (a new card, an identity that was not restored). No
    PIN and no badge fits it: each PIN is chosen anew after somebody took the old one back.
    """

    @anybody
    def look(self) -> bool:
        """Compare the pepper with the file's; whether it was lost since the last start."""
        erasures, pepper = self.counter.store.erasures, self.counter.keys.pepper
        mark = tombstones.mark_of(pepper, "")
        kept = erasures.pepper_mark()
        if kept == mark:
            return False
        with self.counter.unit():
            erasures.keep_pepper_mark(mark)
            if kept:
                self.counter.store.people.lose_pins()
                for seq, fact in erasures.done():
                    of = tombstones.mark_of(pepper, fact.customer_ref)
                    erasures.bury(of, fact.request, seq)
        if kept:
            log.error("the pepper was lost: every PIN and badge must be set anew")
        return bool(kept)
