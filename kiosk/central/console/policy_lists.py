"""What the lists of a policy say: pictures, checklists, goods, bags, and rules for a place."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from kiosk.central.console.phrases import N_, Phrases
from kiosk.central.console.value_words import VALUES
from kiosk.core.opening_words import LocationRule, RuleKind
from kiosk.core.policy import BagKind, Check, Policy

KEYS: Mapping[str, str] = {  # N_ marks what is translated where it is shown; by setting and key
    "damage_kinds.torn": N_("torn"),
    "damage_kinds.wet": N_("wet"),
    "damage_kinds.crushed": N_("crushed"),
    "damage_kinds.opened": N_("was opened"),
    "damage_kinds.broken": N_("broken inside"),
    "damage_kinds.other": N_("another damage"),
    "return_checklist.same": N_("it is what the picture shows"),
    "return_checklist.complete": N_("nothing is missing"),
    "return_checklist.tags": N_("tags and seals are whole"),
    "return_checklist.unused": N_("no trace of use"),
    "return_checklist.packed": N_("in its own packing"),
    "return_checklist.serial": N_("the serial number is the same"),
    "forbidden.weapons": N_("weapons"),
    "forbidden.flammable": N_("what burns or explodes"),
    "forbidden.poison": N_("poisons and drugs"),
    "forbidden.money": N_("money and documents"),
    "forbidden.animals": N_("animals and plants"),
    "refuse_reasons.size": N_("the size does not fit"),
    "refuse_reasons.looks": N_("its looks"),
    "refuse_reasons.not_as_told": N_("not as it was described"),
    "refuse_reasons.changed_mind": N_("the customer thought better of it"),
    "shots.facade": N_("front"),
    "shots.sign": N_("sign"),
    "shots.entrance": N_("entrance"),
    "shots.counter": N_("counter desk"),
    "shots.fitting_room": N_("fitting room"),
    "shots.shelves": N_("shelves"),
    "shots.store": N_("store room"),
    "shots.camera_view": N_("what the camera sees"),
    "shots.floor_plan": N_("floor plan"),
    "papers.lease": N_("lease"),
    "papers.registration": N_("registration paper"),
}
GOODS: Mapping[str, str] = {  # kinds of goods as the usual rules name them
    "": N_("all other goods"),
    "clothes": N_("clothes"),
    "shoes": N_("shoes"),
    "electronics": N_("electronics"),
    "underwear": N_("underwear"),
    "medicine": N_("medicine"),
    "food": N_("food"),
    "cosmetics": N_("cosmetics"),
}
ENTRANCES: Mapping[str, str] = {
    "street": N_("from the street"),
    "yard": N_("from the yard"),
    "shared": N_("through a shared hall"),
}
NEIGHBOURS: Mapping[str, str] = {  # as partners and rules name them
    "alcohol": N_("a shop for alcohol"),
    "bar": N_("a bar"),
    "pawnshop": N_("a pawnshop"),
    "gambling": N_("a betting shop"),
    "pickup_point": N_("another network's point"),
    "pharmacy": N_("a pharmacy"),
    "school": N_("a school"),
    "none": N_("nothing of what is asked about"),
}
RULES: Mapping[str, str] = {  # by `RuleKind`
    "distance_m": N_("at least %(n)s m to the next point"),
    "area_m2": N_("an area of at least %(n)s m²"),
    "store_m2": N_("at least %(n)s m² behind the counter"),
    "width_cm": N_("a front of at least %(n)s cm"),
    "floor": N_("at most on floor %(n)s"),
    "entrance": N_("an entrance %(what)s"),
    "neighbour": N_("not beside: %(what)s"),
}
_FORMS = {one.encode_name: one.type for one in msgspec.structs.fields(Policy)}
_NONE, _FREE = N_("none"), N_("free of charge")
_NOT_OF_FAULTY = N_("%(what)s (not asked of faulty goods)")


def shot_word(key: str, phrases: Phrases) -> str:
    """Return what a picture or a paper of an opening shows; its key where nobody knows it."""
    said = KEYS.get(f"shots.{key}") or KEYS.get(f"papers.{key}")
    return phrases.text(said) if said else key


def entrance_word(entrance: str, phrases: Phrases) -> str:
    """Return where an entrance leads from; the word itself where nobody knows it."""
    return phrases.known(ENTRANCES, entrance)


def neighbour_word(what: str, phrases: Phrases) -> str:
    """Return what stands beside a place; the word itself where nobody knows it."""
    return phrases.known(NEIGHBOURS, what)


def rule_word(rule: LocationRule, phrases: Phrases) -> str:
    """Return what a rule asks of a place: in our words, or in the network's for a newer one."""
    if rule.kind not in RULES:
        return _own(rule.words, phrases) or rule.kind
    word = entrance_word if rule.kind == RuleKind.ENTRANCE else neighbour_word
    what = word(rule.what, phrases)
    return phrases.text(RULES[rule.kind], n=phrases.number(rule.limit), what=what)


def setting_lines(value: object, name: str, phrases: Phrases) -> list[str] | None:
    """Return the lines of a setting that holds several things; None where it is no such.

    Args:
        value: as JSON has it.
        name: of the setting.
        phrases: the reader's language.
    """
    if not isinstance(value, list | tuple | dict):
        return None
    try:
        known: Any = msgspec.convert(value, _FORMS.get(name, Any))
    except msgspec.ValidationError:  # a newer program's
        return None
    if not known:
        return [phrases.text(_NONE)]
    say = _SAYS.get(name)
    return say(known, name, phrases) if say else None


def _own(words: Mapping[str, str], phrases: Phrases) -> str:
    return words.get(phrases.language) or words.get("en") or ""


def _check(check: Check, name: str, phrases: Phrases) -> str:
    usual = KEYS.get(f"{name}.{check.key}")
    said = _own(check.words, phrases) or (phrases.text(usual) if usual else check.key)
    return said if check.of_faulty else phrases.text(_NOT_OF_FAULTY, what=said)


def _checks(checks: Iterable[Check], name: str, phrases: Phrases) -> list[str]:
    return [_check(one, name, phrases) for one in checks]


def _by_goods(lists: Mapping[str, Iterable[Check]], name: str, phrases: Phrases) -> list[str]:
    named = sorted(lists, key=lambda goods: goods == "")  # the rest stands last
    return [
        f"{phrases.known(GOODS, goods)}: {', '.join(_checks(lists[goods], name, phrases))}"
        for goods in named
    ]


def _goods(words: Iterable[str], _name: str, phrases: Phrases) -> list[str]:
    return [phrases.known(GOODS, word) for word in words]


def _boxes(words: Iterable[str], _name: str, phrases: Phrases) -> list[str]:
    return [phrases.known(VALUES, str(word)) for word in words]


def _bags(bags: Iterable[BagKind], _name: str, phrases: Phrases) -> list[str]:
    # in the currency of the goods, which differs from parcel to parcel: the sum alone
    free = phrases.text(_FREE)
    return [
        f"{one.bag}: {phrases.sum(one.price_minor) if one.price_minor else free}" for one in bags
    ]


def _rules(rules: Iterable[LocationRule], _name: str, phrases: Phrases) -> list[str]:
    return [rule_word(one, phrases) for one in rules]


_SAYS: Mapping[str, Callable[[Any, str, Phrases], list[str]]] = {
    **dict.fromkeys(("damage_kinds", "forbidden", "refuse_reasons", "shots", "papers"), _checks),
    "return_checklist": _by_goods,
    "not_returnable": _goods,
    "box_classes": _boxes,
    "bags": _bags,
    "location_rules": _rules,
}
