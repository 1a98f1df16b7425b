"""Where the point shall be: the map at the left; address, rooms and rules at the right."""

from functools import partial

import pygame

from kiosk.core import geo
from kiosk.core.addresses import Address
from kiosk.core.geo import Spot
from kiosk.core.location_rules import NO_NEIGHBOURS, Outcome
from kiosk.core.mapfile import Sheet as MapSheet
from kiosk.core.openings import Opening
from kiosk.core.refusals import Refused
from kiosk.hw.ports import Scan
from kiosk.ui.kit import pictures
from kiosk.ui.kit.ground import Ground, Key, Reach
from kiosk.ui.kit.outline_tiles import REACH, outline_tile
from kiosk.ui.kit.widget import Back, Move, Say
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.opening_place_view import PlaceView
from kiosk.workflows.maps import SitePlan
from kiosk.workflows.opening import PLACE

_NOWHERE, _FAR_ZOOM, _COARSE_ZOOM, _NEAR_ZOOM = Spot(50.0, 30.0), 3.0, 5.0, 15.0
_DARKER = (128, 136, 158)  # what is left of white on tiles drawn for paper
_FIGURES = ("area_m2", "store_m2", "width_cm", "floor")


class OpeningPlaceScreen(PlaceView):
    """The place step of the opening; `opening_place_view` says how it looks.

    Args:
        office: the counter.
    """

    name = "opening_place"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.maps = self.desk.maps
        self.sheet = self.maps.sheet()
        draft = self.desk.opening.draft(PLACE)
        opening = self.desk.opening.current()
        self.opening = opening if isinstance(opening, Opening) else None
        self.fields = draft if isinstance(draft, dict) else {}
        if not self.fields and self.opening and self.opening.place:
            self.fields = told_before(self.opening)
        self._ground: Ground | None = None
        self._worn = ""

    # -- the map -----------------------------------------------------------------------------------

    def ground(self) -> Ground:
        """Return what the map looks at, begun at the place that is known best."""
        theme = self.skin.theme.name
        if self._ground is None:
            zoomed = isinstance(self.sheet, MapSheet)
            reach = Reach(self.sheet.least, self.sheet.most) if zoomed else REACH  # type: ignore[union-attr]
            self.home = self._begin()
            far = self.home == _NOWHERE
            zoom = min(_NEAR_ZOOM, reach.most) if zoomed else (_FAR_ZOOM if far else _COARSE_ZOOM)
            self._ground = Ground(self._tile, self.stage.later, reach, self.home, zoom)
        if theme != self._worn:
            self._worn = theme
            self._ground.forget()
        return self._ground

    def _begin(self) -> Spot:
        known = self.spot()
        around = self.desk.opening.around()
        if known is None and not isinstance(around, Refused) and around.points:
            known = geo.of_millionths(around.points[0].lat, around.points[0].lon)
        if isinstance(self.sheet, MapSheet):
            return known if known and self.sheet.holds(known) else self.sheet.middle
        return known or _NOWHERE

    def spot(self) -> Spot | None:
        """Return where the pin was set, None before it was."""
        try:
            lat, lon = int(self.fields["lat"]), int(self.fields["lon"])
        except (KeyError, ValueError):
            return None
        return geo.of_millionths(lat, lon)

    def _tile(self, key: Key) -> pygame.Surface | None:
        """Make a tile; on the worker."""
        theme = self.skin.theme
        if not isinstance(self.sheet, MapSheet):
            sea, land, border = map(theme.rgb, ("soft", "surface", "outline"))
            return outline_tile(key, self.maps.outline, sea, land, border)
        raw = self.maps.tile(*key)
        tile = pictures.tile(raw) if raw else None
        if tile is not None and theme.name != "light":
            tile = tile.convert(24)
            tile.fill(_DARKER, special_flags=pygame.BLEND_RGB_MULT)
        return tile

    def entered(self) -> None:
        """Come to the front: what the worker told meanwhile was dropped."""
        if self._ground is not None:
            self._ground.rest()

    def moved(self) -> Move:
        """Keep where the pin is now."""
        lat, lon = self.ground().spot.millionths
        return self.keep(lat=str(lat), lon=str(lon))

    def go(self, spot: Spot) -> Move:
        """Put the pin over a place."""
        ground = self.ground()
        ground.go(spot)
        if isinstance(self.sheet, MapSheet):
            ground.zoom_to(max(ground.zoom, min(_NEAR_ZOOM, self.sheet.most)))
        else:
            ground.zoom_to(max(ground.zoom, _COARSE_ZOOM))
        return self.moved()

    def scanned(self, scan: Scan) -> Move:
        """Take a place from a `geo:` code, as a telephone shows one; all else as everywhere."""
        spot = geo.read(scan.text) if scan.text[:4].lower() == "geo:" else None
        return self.go(spot) if spot else super().scanned(scan)

    # -- fields ------------------------------------------------------------------------------------

    def keep(self, **fields: str) -> Move:
        """Keep what was filled in; it waits over days and power cuts."""
        self.fields = {**self.fields, **fields}
        self.renew()
        if self.opening is None or self.opening.is_over:
            return None
        no = self.desk.opening.keep_draft(PLACE, self.fields)
        return self.refused(no) if no else None

    def plan(self) -> SitePlan:
        """Return the place as it is filled in, judged by the rules."""
        return self.desk.maps.plan(self.ground().spot, self.fields)

    def look_up(self) -> Move:
        """Go where the typed text leads: coordinates, an address the map knows, or nowhere."""
        text = " ".join(self.typing.text.split())
        self.sheet_open, self.found = "", ()
        self.renew()
        spot = geo.read(text)
        if spot is not None:
            return self.go(spot)
        if not text:
            return None
        self.stage.later(partial(self.maps.find, text), self._found)
        return self.keep(address=text)

    def _found(self, found: tuple[Address, ...]) -> Move:
        say = self.phrases.text
        if not found:
            return Say(say("The map does not know this address"), "attention",
                       step=say("It is kept; put the pin there yourself"))  # fmt: skip
        if len(found) == 1:
            return self.choose(found[0])
        self.found = found
        self.renew()
        return None

    def choose(self, address: Address) -> Move:
        """Take an address the map knows."""
        self.found = ()
        self.keep(address=address.label)
        return self.go(address.spot)

    def typed_figure(self) -> Move:
        """Keep the figure that was typed for a room."""
        field, text = self.sheet_open, self.typing.text.strip("*")
        self.sheet_open = ""
        return self.keep(**{field: text})

    def beside(self, what: str) -> Move:
        """Tick or untick a neighbour; "none" and the others exclude each other."""
        there = set(filter(None, self.fields.get("neighbours", "").split(",")))
        there ^= {what}
        there = {what} & there if what == NO_NEIGHBOURS else there - {NO_NEIGHBOURS}
        return self.keep(neighbours=",".join(sorted(there)))

    # -- proposing ---------------------------------------------------------------------------------

    def propose(self) -> Move:
        """Propose the place; what is not kept is told first, and locks nothing."""
        plan = self.plan()
        is_broken = any(one.outcome is Outcome.BROKEN for one in plan.verdicts)
        if (is_broken or plan.is_at_sea) and self.sheet_open != "sure":
            self.sheet_open = "sure"
            self.renew()
            return None
        self.sheet_open = ""
        self.renew()
        spot = self.spot() or self.ground().spot
        address = self.fields.get("address", "")
        told = self.desk.opening.propose(*spot.millionths, address, plan.facts)
        if isinstance(told, Refused):
            return self.refused(told)
        return Say(self.phrases.text("The place is proposed"), "ok", after=Back())


def told_before(opening: Opening) -> dict[str, str]:
    """Return the fields of a place that was proposed before, to be mended and sent again."""
    place = opening.place
    if place is None:
        return {}
    fields = {"lat": str(place.lat), "lon": str(place.lon), "address": place.address}
    figures = {name: getattr(place.facts, name) for name in _FIGURES}
    fields |= {name: str(value) for name, value in figures.items() if value is not None}
    fields |= {"entrance": place.facts.entrance.value} if place.facts.entrance else {}
    return fields | {"neighbours": ",".join(place.facts.neighbours)}
