"""What a policy lists is read as people say it, in every language."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from kiosk.central.console.phrases import Phrases
from kiosk.central.console.policy_lists import (
    ENTRANCES,
    GOODS,
    KEYS,
    NEIGHBOURS,
    RULES,
    entrance_word,
    neighbour_word,
    rule_word,
    setting_lines,
    shot_word,
)
from kiosk.central.profiles import profiles
from kiosk.core.location_rules import NO_NEIGHBOURS
from kiosk.core.opening_words import Entrance, LocationRule, NeighbourKind, RuleKind
from kiosk.core.policy import Policy

RU, PT, EN = (Phrases(code, ZoneInfo("UTC")) for code in ("ru", "pt", "en"))
LISTS = ("shots", "papers", "damage_kinds", "forbidden", "refuse_reasons")


def test_every_usual_line_has_words() -> None:
    for policy in profiles().values():
        for name in LISTS:
            assert [one for one in getattr(policy, name) if f"{name}.{one.key}" not in KEYS] == []
        assert {*policy.return_checklist, *policy.not_returnable} <= {*GOODS}
        checks = [one.key for kinds in policy.return_checklist.values() for one in kinds]
        assert [key for key in checks if f"return_checklist.{key}" not in KEYS] == []
        beside = {one.what for one in policy.location_rules if one.kind == RuleKind.NEIGHBOUR}
        assert beside <= {*NEIGHBOURS}
    assert {*ENTRANCES} == {one.value for one in Entrance}
    assert {*NEIGHBOURS} == {NO_NEIGHBOURS, *(one.value for one in NeighbourKind)}
    assert {*RULES} == {one.value for one in RuleKind}


@pytest.mark.parametrize("phrases", [RU, PT], ids=["ru", "pt"])
def test_they_are_said_in_every_language(phrases: Phrases) -> None:
    of_both = {"bar"}
    words = [one for known in (KEYS, GOODS, ENTRANCES, NEIGHBOURS, RULES) for one in known.values()]
    assert {one for one in words if phrases.text(one) == one} <= of_both


def test_every_list_of_every_policy_is_said_in_lines() -> None:
    for policy in profiles().values():
        for name, value in msgspec.to_builtins(policy).items():
            if isinstance(value, list | tuple | dict):
                lines = setting_lines(value, name, RU)
                assert lines, name
                assert not any("_" in line or "{" in line for line in lines), name


@pytest.mark.parametrize(
    ("name", "value", "lines"),
    [
        ("papers", [{"key": "lease"}, {"key": "x", "words": {"en": "Plan"}}], ["lease", "Plan"]),
        (
            "bags",
            [{"bag": "M", "price_minor": 150_000}, {"bag": "S"}],
            ["M: 1,500.00", "S: free of charge"],
        ),
        ("box_classes", ["normal", "own"], ["normal", "own box"]),
        ("not_returnable", ["food", "paint"], ["food", "paint"]),
        (
            "return_checklist",
            {"": [{"key": "tags"}], "shoes": [{"key": "unused", "of_faulty": False}]},
            [
                "shoes: no trace of use (not asked of faulty goods)",
                "all other goods: tags and seals are whole",
            ],
        ),
        (
            "location_rules",
            [{"kind": "floor", "limit": -1}, {"kind": "neighbour", "what": "bar"}],
            ["at most on floor -1", "not beside: a bar"],
        ),
        ("bags", [], ["none"]),
    ],
)
def test_lists_are_lines_and_named_lists_are_named_lines(
    name: str, value: object, lines: list[str]
) -> None:
    assert setting_lines(value, name, EN) == lines


@pytest.mark.input
def test_what_is_no_list_of_ours_is_left_to_programs() -> None:
    for value, name in [
        (7, "bags"),
        ("x", "shots"),
        ([{"new": 1}], "bags"),
        ({"a": [1]}, "return_checklist"),
        ([1], "a_newer_setting"),
    ]:
        assert setting_lines(value, name, RU) is None, name


def test_words_of_places_and_pictures_stand_as_they_are_where_nobody_knows_them() -> None:
    assert shot_word("facade", RU) == "фасад"
    assert shot_word("lease", RU) != "lease"
    assert [shot_word("roof", RU), entrance_word("roof", RU)] == ["roof", "roof"]
    assert neighbour_word("kiosk", RU) == "kiosk"
    assert rule_word(LocationRule("entrance", what="yard"), EN) == "an entrance from the yard"
    newer = LocationRule("noise", words={"en": "Not loud", "ru": "Не шумно"})
    assert [rule_word(newer, one) for one in (EN, RU, PT)] == ["Not loud", "Не шумно", "Not loud"]
    assert rule_word(LocationRule("noise"), RU) == "noise"


def test_a_policy_is_no_stranger_to_its_own_lists() -> None:
    lists = {one.encode_name for one in msgspec.structs.fields(Policy)}
    assert {key.partition(".")[0] for key in KEYS} <= lists
