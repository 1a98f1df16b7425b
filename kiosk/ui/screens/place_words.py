"""The words of the place step: rules and how a place stands to them, what is wrong with a map."""

from kiosk.core.location_rules import Outcome, Verdict
from kiosk.core.mapfile import Flaw
from kiosk.core.opening_words import Entrance, LocationRule, NeighbourKind, RuleKind
from kiosk.ui.phrases import Phrases

_BROKEN_FILES = frozenset({Flaw.NO_DATABASE, Flaw.NO_TILES, Flaw.ZOOMS, Flaw.DAMAGED})


def entrance_word(entrance: str, phrases: Phrases) -> str:
    """Return how customers come in."""
    say = phrases.text
    words = {
        Entrance.STREET: say("from the street"),
        Entrance.YARD: say("from the yard"),
        Entrance.SHARED: say("from a shared hall"),
    }
    return next((word for kind, word in words.items() if kind == entrance), entrance)


def neighbour_word(what: str, phrases: Phrases) -> str:
    """Return what a neighbour is called; the network's own word where the screen has none."""
    say = phrases.text
    words = {
        NeighbourKind.ALCOHOL: say("a shop for alcohol"),
        NeighbourKind.BAR: say("a bar"),
        NeighbourKind.PAWNSHOP: say("a pawnshop"),
        NeighbourKind.GAMBLING: say("a betting shop"),
        NeighbourKind.PICKUP_POINT: say("another network's point"),
        NeighbourKind.PHARMACY: say("a pharmacy"),
        NeighbourKind.SCHOOL: say("a school"),
    }
    return next((word for kind, word in words.items() if kind == what), what)


def rule_words(rule: LocationRule, phrases: Phrases) -> str:
    """Return what a rule asks for: in the network's words if it has any, else in ours."""
    say, n = phrases.text, phrases.number(rule.limit)
    told = rule.words.get(phrases.language, "")
    ours = {
        RuleKind.DISTANCE_M: say("At least {n} m to the nearest point", n=n),
        RuleKind.AREA_M2: say("Area of at least {n} m\u00b2", n=n),
        RuleKind.STORE_M2: say("Store room of at least {n} m\u00b2", n=n),
        RuleKind.WIDTH_CM: say("Front at least {n} cm wide", n=n),
        RuleKind.FLOOR: say("No higher than floor {n}", n=n),
        RuleKind.ENTRANCE: say("Entrance {what}", what=entrance_word(rule.what, phrases)),
        RuleKind.NEIGHBOUR: say("Not beside {what}", what=neighbour_word(rule.what, phrases)),
    }
    mine = next((words for kind, words in ours.items() if kind == rule.kind), "")
    return told or mine or say("A rule this screen does not know yet")


def verdict_words(verdict: Verdict, phrases: Phrases) -> str:
    """Return how the place stands to a rule."""
    say, found = phrases.text, _found(verdict, phrases)
    if verdict.outcome is Outcome.KEPT:
        return say("Kept: {found}", found=found) if found else say("Kept")
    if verdict.outcome is Outcome.BROKEN:
        return say("Not kept: {found}", found=found) if found else say("Not kept")
    if verdict.rule.kind == RuleKind.DISTANCE_M:
        return say("Unknown: the network has told no points yet")
    return say("Unknown: not filled in yet")


def _found(verdict: Verdict, phrases: Phrases) -> str:
    """Return what was found, with its unit; nothing where there is no figure."""
    if verdict.value is None:
        return ""
    n, kind = phrases.number(verdict.value), verdict.rule.kind
    if kind == RuleKind.DISTANCE_M:
        return phrases.text("{n} m to {point}", point=verdict.point, n=n)
    unit = {RuleKind.AREA_M2: "m\u00b2", RuleKind.STORE_M2: "m\u00b2", RuleKind.WIDTH_CM: "cm"}
    said = next((sign for one, sign in unit.items() if one == kind), "")
    return f"{n}\u00a0{phrases.text(said)}" if said else n


def metres(distance: float, phrases: Phrases) -> str:
    """Return a distance as people say it: metres, from a kilometre on kilometres."""
    if distance < 1000:  # noqa: PLR2004
        return phrases.text("{n} m", n=phrases.number(int(distance)))
    if distance < 10_000:  # noqa: PLR2004
        return phrases.text("{n} km", n=phrases.number(round(distance / 1000, 1)))
    return phrases.text("{n} km", n=phrases.number(round(distance / 1000)))


def flaw_words(flaw: Flaw, phrases: Phrases) -> str:
    """Return why there are outlines alone."""
    say = phrases.text
    if flaw is Flaw.NONE_GIVEN:
        return say("There is no map of the town here, outlines alone. Type the coordinates.")
    if flaw is Flaw.MISSING:
        return say("The file of the map is not there or cannot be read: outlines alone.")
    if flaw in _BROKEN_FILES:
        return say("The file of the map is damaged or is none: outlines alone.")
    return say("This screen cannot draw the tiles of the map's file: outlines alone.")
