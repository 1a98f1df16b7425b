"""How the place step looks: the map, three small pages beside it, sheets for what is filled in."""

from functools import partial

from kiosk.core import geo
from kiosk.core.addresses import Address
from kiosk.core.facts.opening import OpeningSubmitted
from kiosk.core.geo import Spot
from kiosk.core.location_rules import NO_NEIGHBOURS, Outcome, Verdict
from kiosk.core.mapfile import Flaw
from kiosk.core.mapfile import Sheet as MapSheet
from kiosk.core.opening_words import Entrance, RuleKind
from kiosk.core.openings import MAY_COME_FROM, Opening
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs, Tile, Typing
from kiosk.ui.kit.checks import CheckLine
from kiosk.ui.kit.ground import Ground
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.map import MapView, Sign
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens import place_words as words
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.theme import Size
from kiosk.workflows.maps import SitePlan

_MOST_FOUND, _MOST_SIGNS = 4, 12
_TONES = {Outcome.KEPT: ("check", "ok"), Outcome.BROKEN: ("close", "bad"),
          Outcome.UNKNOWN: ("help", "plain")}  # fmt: skip


class PlaceView(Framed):
    """The picture of the place step; `opening_place` says what it does.

    Args:
        office: the counter.
    """

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.page, self.sheet_open = "place", ""
        self.typing, self.found = Typing(100), tuple[Address, ...]()
        self.sheet: MapSheet | Flaw = Flaw.NONE_GIVEN
        self.fields: dict[str, str] = {}
        self.opening: Opening | None = None
        self.home: Spot | None = None
        self._pin: Label | None = None  # where the pin stands, while that is shown

    # what the screen does, see opening_place

    def ground(self) -> Ground:
        """Return what the map looks at."""
        raise NotImplementedError

    def plan(self) -> SitePlan:
        """Return the place as it is filled in."""
        raise NotImplementedError

    def moved(self) -> Move:
        """Keep where the pin is."""
        raise NotImplementedError

    def keep(self, **fields: str) -> Move:
        """Keep what was filled in."""
        raise NotImplementedError

    def look_up(self) -> Move:
        """Go where the typed text leads."""
        raise NotImplementedError

    def choose(self, address: Address) -> Move:
        """Take an address the map knows."""
        raise NotImplementedError

    def typed_figure(self) -> Move:
        """Keep the figure that was typed."""
        raise NotImplementedError

    def beside(self, what: str) -> Move:
        """Tick or untick a neighbour."""
        raise NotImplementedError

    def propose(self) -> Move:
        """Propose the place."""
        raise NotImplementedError

    # -- content -----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("The place of the point")

    def subtitle(self) -> str:
        """Return how it is done."""
        return self.phrases.text("Move the map until the pin stands right")

    def content(self) -> Widget:
        """Return the map at the left, the pages at the right."""
        lay, plan, self._pin = self.skin.layout, self.plan(), None
        pages = {"rooms": self._rooms, "rules": self._rules}
        body = pages.get(self.page, self._place)(plan)
        right = Stack(gap=lay.dense, children=[self._tabs(plan), body, self._primary()])
        return Split(
            left=self._map(plan),
            right=Card(child=right, padding=lay.dense),
            right_wide=lay.right["map"],
            gap=lay.gap,
        )

    def _map(self, plan: SitePlan) -> Widget:
        say, sheet = self.phrases.text, self.sheet
        ground = self.ground()
        signs = tuple(
            Sign(
                geo.of_millionths(one.near.lat, one.near.lon),
                f"{one.near.point} \u00b7 {words.metres(one.metres, self.phrases)}",
                one.metres < plan.ring_m,
            )
            for one in plan.neighbours[:_MOST_SIGNS]
        )
        if isinstance(sheet, MapSheet):
            credit, note = sheet.attribution or say("The map's file does not say whose it is"), ""
        else:
            credit = say("Outlines: Natural Earth, public domain")
            note = words.flaw_words(sheet, self.phrases)
        if plan.is_at_sea:
            note = self._at_sea()
        return MapView(
            id="map",
            label=say("Map"),
            ground=ground,
            credit=credit,
            note=note,
            ring_m=plan.ring_m,
            signs=signs,
            moved=self.moved,
            panned=self._panned,
            home=self.home,
        )

    def _panned(self) -> None:
        """Let the coordinates follow the finger; what is judged waits until it has left."""
        if self._pin is not None:
            self._pin.say(geo.written(self.ground().spot))

    def _tabs(self, plan: SitePlan) -> Widget:
        say = self.phrases.text
        broken = sum(one.outcome is Outcome.BROKEN for one in plan.verdicts)
        rules = f"{say('Rules')} \u00b7 {broken}" if broken else say("Rules")
        choices = (("place", say("Place")), ("rooms", say("Rooms")), ("rules", rules))
        return Tabs(id="place.page", choices=choices, chosen=self.page, pick=self._turn,
                    fill_width=True)  # fmt: skip

    def _turn(self, page: str) -> Move:
        self.page = page
        self.renew()
        return None

    # -- the three pages ---------------------------------------------------------------------------

    def _place(self, plan: SitePlan) -> Widget:
        say, spot = self.phrases.text, self.ground().spot
        search = Button(
            id="place.search", label=say("Address or coordinates"), icon="search", rank="outline",
            do=partial(self._open, "search"),
        )  # fmt: skip
        if self.found:
            return Stack(grow=1, least=100, gap=8, children=[search, *self._hits(), Spacer()])
        nearest = plan.neighbours[0] if plan.neighbours else None
        said = say("not told yet") if not plan.is_told else say("none nearby")
        if nearest:
            said = f"{nearest.near.point}, {words.metres(nearest.metres, self.phrases)}"
        photos = self.phrases.number(len(self.opening.shots) if self.opening else 0)
        lines = (
            (say("Address"), self.fields.get("address", "") or say("not given yet"), 2),
            (say("Coordinates of the pin"), geo.written(spot), 1),
            (say("Nearest point"), said, 1),
            (say("Photos of the place"), photos, 1),
        )
        values = [Label(label=v, style="row_title", lines=n, cuts=True) for _, v, n in lines]
        told = [self._line(name, value) for (name, _, _), value in zip(lines, values, strict=True)]
        self._pin = values[1]
        if self.skin.layout.size is Size.L:  # where there is room, what is wrong is told at once
            broken = [one for one in plan.verdicts if one.outcome is Outcome.BROKEN]
            told += [self._verdict(one) for one in broken[:2]]
        return Stack(
            grow=1, least=100, gap=self.skin.layout.dense, children=[search, *told, Spacer()]
        )

    def _line(self, name: str, value: Label) -> Widget:
        return Stack(children=[Label(label=name, style="caption", colour="ink3"), value])

    def _hits(self) -> list[Widget]:
        return [
            Button(id=f"place.hit.{n}", label=one.label, rank="outline", style="chip",
                   do=partial(self.choose, one))
            for n, one in enumerate(self.found[:_MOST_FOUND])
        ]  # fmt: skip

    def _rooms(self, plan: SitePlan) -> Widget:
        say, facts = self.phrases.text, plan.facts
        entrance = words.entrance_word(facts.entrance, self.phrases) if facts.entrance else ""
        beside = [one for one in facts.neighbours if one != NO_NEIGHBOURS]
        said = ", ".join(words.neighbour_word(one, self.phrases) for one in beside)
        said = said or (say("none of these") if facts.neighbours else "")
        tiles = (
            ("area_m2", say("Area, m\u00b2"), self._number(facts.area_m2)),
            ("store_m2", say("Store, m\u00b2"), self._number(facts.store_m2)),
            ("width_cm", say("Front, cm"), self._number(facts.width_cm)),
            ("floor", say("Storey"), self._number(facts.floor)),
            ("entrance", say("Entrance"), entrance),
            ("neighbours", say("Beside it"), said),
        )
        grid = Grid(columns=2, gap=8, children=[self._room(*one) for one in tiles])
        return Stack(grow=1, least=100, children=[grid, Spacer()])

    def _number(self, value: int | None) -> str:
        return "" if value is None else self.phrases.number(value)

    def _room(self, key: str, name: str, value: str) -> Widget:
        child = Stack(
            children=[
                Label(label=name, style="caption", colour="ink3", cuts=True),
                Label(label=value or "\u2014", style="row_title", cuts=True),
            ]
        )
        return Tile(id=f"place.{key}", label=name, padding=10, shadow=False, fill="inset",
                    child=child, do=partial(self._open, key))  # fmt: skip

    def _rules(self, plan: SitePlan) -> Widget:
        if not plan.verdicts:
            said = self.phrases.text("The network has sent no rules for a place.")
            return Stack(grow=1, children=[Label(label=said, lines=3, colour="ink2"), Spacer()])
        verdicts = {f"{n}": one for n, one in enumerate(plan.verdicts)}
        caption = self.skin.line("caption")  # both may take two lines, large text as well
        return ScrollList(
            id="place.rules",
            items=tuple(verdicts),
            row=lambda key: self._verdict(verdicts[str(key)]),
            row_px=max(self.skin.px(76), 2 * self.skin.line("strong") + 2 * caption + 8),
            gap=0,
            grow=1,
            least=120,
        )

    def _verdict(self, verdict: Verdict) -> Widget:
        icon, tone = _TONES[verdict.outcome]
        colour = {Outcome.BROKEN: "bad", Outcome.KEPT: "ok"}.get(verdict.outcome, "ink2")
        told = [
            Label(label=words.rule_words(verdict.rule, self.phrases), style="strong", lines=2,
                  cuts=True),
            Label(label=words.verdict_words(verdict, self.phrases), style="caption", colour=colour,
                  lines=2, cuts=True),
        ]  # fmt: skip
        return Row(
            gap=12,
            children=[
                IconBox(icon=icon, tone=tone, edge_px=36),
                Stack(grow=1, least=60, children=told),
            ],
        )

    def _primary(self) -> Widget:
        say, opening = self.phrases.text, self.opening
        reason = ""
        if opening is None:
            reason = say("The network has not asked for a place")
        elif opening.state not in MAY_COME_FROM[OpeningSubmitted]:
            reason = say("The place was proposed already")
        elif not self.fields.get("address"):
            reason = say("Give the address first")
        return Button(id="place.propose", label=say("Propose this place"), rank="primary",
                      enabled=not reason, reason=reason, do=self.propose)  # fmt: skip

    # -- sheets ------------------------------------------------------------------------------------

    def _open(self, what: str) -> Move:
        self.sheet_open = what
        self.typing.text = self.fields.get(what, "")
        self.renew()
        return None

    def _close(self) -> Move:
        self.sheet_open = ""
        self.renew()
        return None

    def over(self) -> Widget | None:
        """Return the keyboard, or the sheet of what is filled in."""
        match self.sheet_open:
            case "":
                return None
            case "search":
                return self._keyboard()
            case "sure":
                return self._sure()
            case "entrance":
                return self._entrances()
            case "neighbours":
                return self._beside()
            case field:
                return self._figure(field)

    def _keyboard(self) -> Widget:
        return Keyboard(
            id="place.keys",
            typing=self.typing,
            title=self.phrases.text("Address or coordinates"),
            language=self.phrases.language,
            enter=self.look_up,
            close=self._close,
        )

    def _figure(self, field: str) -> Widget:
        say = self.phrases.text
        names = {
            "area_m2": say("Area, m\u00b2"),
            "store_m2": say("Store, m\u00b2"),
            "width_cm": say("Front, cm"),
        }
        entry = CodeEntry(id="place.figure", typing=self.typing, enter=self.typed_figure,
                          label=names.get(field, say("Storey")), enter_rank="second")  # fmt: skip
        return Sheet(id="place.sheet", title=names.get(field, say("Storey")), child=entry,
                     close=self._close, most=480)  # fmt: skip

    def _entrances(self) -> Widget:
        say = self.phrases.text
        buttons = [
            Button(id=f"place.entrance.{one.value}", rank="outline",
                   label=words.entrance_word(one, self.phrases), do=partial(self._enter_by, one))
            for one in Entrance
        ]  # fmt: skip
        return Sheet(id="place.sheet", title=say("Entrance"), child=Stack(gap=12, children=buttons),
                     close=self._close, most=480)  # fmt: skip

    def _enter_by(self, entrance: Entrance) -> Move:
        self.sheet_open = ""
        return self.keep(entrance=entrance.value)

    def _beside(self) -> Widget:
        say, plan = self.phrases.text, self.plan()
        asked = [v.rule.what for v in plan.verdicts if v.rule.kind == RuleKind.NEIGHBOUR]
        lines = [
            CheckLine(id=f"place.beside.{what}", label=words.neighbour_word(what, self.phrases),
                      is_on=what in plan.facts.neighbours, do=partial(self.beside, what))
            for what in asked
        ]  # fmt: skip
        none = CheckLine(id="place.beside.none", label=say("none of these"),
                         is_on=NO_NEIGHBOURS in plan.facts.neighbours,
                         do=partial(self.beside, NO_NEIGHBOURS))  # fmt: skip
        return Sheet(id="place.sheet", title=say("What stands beside it?"),
                     child=Stack(gap=8, children=[*lines, none]), close=self._close,
                     most=520)  # fmt: skip

    def _at_sea(self) -> str:
        return self.phrases.text("The pin stands in the sea, as far as the outlines tell.")

    def _sure(self) -> Widget:
        say, plan = self.phrases.text, self.plan()
        broken = [v for v in plan.verdicts if v.outcome is Outcome.BROKEN]
        lines = [words.rule_words(one.rule, self.phrases) for one in broken[:5]]
        if plan.is_at_sea:
            lines = [self._at_sea(), *lines[:4]]
        told = [Label(label=one, style="row_title", lines=2, icon="close") for one in lines]
        said = say("Is the pin where it should be?")
        if broken:
            said = self.phrases.count(
                "{n} rule is not kept. The network decides.",
                "{n} rules are not kept. The network decides.",
                len(broken),
            )
        back = Button(id="place.mend", label=say("Go on choosing"), rank="outline", do=self._close)
        sure = Button(
            id="place.sure", label=say("Propose all the same"), rank="second", do=self.propose
        )
        return Sheet(id="place.sheet", title=said, child=Stack(gap=8, children=told),
                     actions=(back, sure), close=self._close, most=640)  # fmt: skip
