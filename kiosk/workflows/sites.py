"""A place for a point as somebody fills it in: judged by the rules, with the points around it."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.core import location_rules
from kiosk.core.geo import Spot
from kiosk.core.location_rules import Neighbour, Verdict
from kiosk.core.opening_words import PlaceFacts
from kiosk.store import outlines
from kiosk.workflows.rights import Activity, anybody


class SitePlan(Struct, frozen=True):
    """A place as it is filled in.

    Args:
        facts: of the rooms.
        verdicts: how it stands to every rule.
        neighbours: points of the network, the nearest first.
        is_told: whether the central has told which points there are.
        ring_m: within so many metres no other point should be; 0 where no rule says so.
        is_at_sea: the pin stands in the water, well off any coast.
    """

    facts: PlaceFacts
    verdicts: tuple[Verdict, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    is_told: bool = False
    ring_m: int = 0
    is_at_sea: bool = False


class Sites(Activity):
    """Judges places; it writes nothing."""

    @anybody
    def plan(self, spot: Spot, fields: Mapping[str, str]) -> SitePlan:
        """Return a place with everything that is known of it.

        Args:
            spot: of the pin.
            fields: what was filled in, as the form keeps it.
        """
        store, policy = self.counter.store, self.counter.policy
        openings = store.openings.all()
        told = store.openings.around(openings[-1].opening) if openings else None
        points = told.points if told else None
        rules, facts = policy.location_rules if policy else (), location_rules.facts_of(fields)
        return SitePlan(
            facts,
            location_rules.judge(rules, spot, facts, points),
            location_rules.neighbours(spot, points or ()),
            told is not None,
            location_rules.ring_m(rules),
            outlines.is_far_at_sea(spot),
        )
