"""The place step of the opening, in every state that matters: a town that is nowhere, and none."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from kiosk.core import location_rules
from kiosk.core.geo import Spot
from kiosk.core.opening_words import LocationRule, NearPoint, OpeningStage, RuleKind
from kiosk.core.openings import Opening
from kiosk.trial import city
from kiosk.trial.city import Plan
from kiosk.trial.showroom_analytics import View
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.opening_place import OpeningPlaceScreen
from kiosk.workflows.maps import Maps, SitePlan

RULES = (
    LocationRule(RuleKind.DISTANCE_M, 500),
    LocationRule(RuleKind.AREA_M2, 25),
    LocationRule(RuleKind.STORE_M2, 10),
    LocationRule(RuleKind.FLOOR, 1),
    LocationRule(RuleKind.ENTRANCE, what="street"),
    LocationRule(RuleKind.NEIGHBOUR, what="alcohol"),
    LocationRule("height_cm", 240),
)
_NEAR = (("7702", -250, -170), ("7744", 300, -420), ("7719", 370, 250), ("7815", 300, 275))
_WELL = {"area_m2": "32", "store_m2": "14", "floor": "0", "entrance": "street"}
_ILL = {"area_m2": "18", "store_m2": "6", "floor": "2", "entrance": "yard", "neighbours": "alcohol"}


def place_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens of the place step.

    Args:
        office: the counter.
    """
    language = office.language if office.language in {"ru", "pt"} else "en"
    plan = Plan(language=language, side=4)
    with tempfile.TemporaryDirectory(prefix="kiosk-town-") as name:
        folder = Path(name)
        file = city.write(folder / "town.mbtiles", plan)
        damaged = folder / "damaged.mbtiles"
        damaged.write_bytes(file.read_bytes()[:5000])
        shown = partial(_Shown, office, plan)
        yield "place", partial(shown, file, _WELL)
        yield "place_rules", partial(shown, file, _ILL, page="rules")
        yield "place_rooms", partial(shown, file, _ILL, page="rooms")
        yield "place_sure", partial(shown, file, _ILL, sheet="sure")
        yield "place_typing", partial(shown, file, _WELL, sheet="search")
        yield "place_figure", partial(shown, file, _WELL, sheet="area_m2")
        yield "place_entrance", partial(shown, file, _WELL, sheet="entrance")
        yield "place_beside", partial(shown, file, _WELL, sheet="neighbours")
        yield "place_no_map", partial(shown, None, _WELL)
        yield "place_damaged", partial(shown, damaged, {})
        yield "place_at_sea", partial(shown, None, {"lat": "43000000", "lon": "34000000"})
        yield "place_uninvited", office.doors.opening_place


class _Shown(OpeningPlaceScreen):
    """Shows an opening that is made up, on a map of its own."""

    def __init__(
        self,
        office: Office,
        town: Plan,
        file: Path | None,
        fields: dict[str, str],
        *,
        page: str = "place",
        sheet: str = "",
    ) -> None:
        super().__init__(office)
        self.maps = Maps(office.desk.counter, lambda: file)
        self.sheet, self.page, self.sheet_open = self.maps.sheet(), page, sheet
        self.opening = Opening("O-1", OpeningStage.DRAFT)
        lat, lon = town.middle.millionths
        address = next(town.addresses())[0] if fields else ""
        self.fields = {"lat": str(lat), "lon": str(lon), "address": address, **fields}
        self.points = tuple(
            NearPoint(name, name, *town.spot(town.px / 2 + x, town.px / 2 + y).millionths)
            for name, x, y in _NEAR
        )

    def plan(self) -> SitePlan:
        """Judge the place by rules and points that are made up."""
        spot: Spot = self.ground().spot
        facts = location_rules.facts_of(self.fields)
        return SitePlan(
            facts,
            location_rules.judge(RULES, spot, facts, self.points),
            location_rules.neighbours(spot, self.points),
            is_told=True,
            ring_m=location_rules.ring_m(RULES),
            is_at_sea=self.maps.plan(spot, {}).is_at_sea,
        )


def town_screen(office: Office, town: Plan, file: Path) -> OpeningPlaceScreen:
    """Return the place step in the middle of a town, well filled in.

    Args:
        office: the counter.
        town: what is on the map.
        file: the map.
    """
    return _Shown(office, town, file, _WELL)
