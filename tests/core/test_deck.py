"""The deck of command cards: what is in it, in three languages, by the network's rules."""

from datetime import UTC

import msgspec
import pytest

from kiosk.core import deck
from kiosk.core.codes import CodeKind, read
from kiosk.core.papers import Wording
from kiosk.core.policy import BagKind, Check, Policy, parse
from kiosk.trial.showroom import POLICY
from kiosk.ui.phrases import Phrases
from kiosk.workflows.access import LANGUAGES

RULES = parse(msgspec.json.encode(POLICY))


def wording(language: str) -> Wording:
    phrases = Phrases(language, UTC)
    return Wording("7731", phrases.text, phrases.money, str, language=language)


def rules(**changed: object) -> Policy:
    return msgspec.structs.replace(RULES, **changed)


def test_the_deck_before_any_rules_has_the_usual_cards() -> None:
    assert list(deck.cards(wording("en"))) == [
        *("ok", "back", "home", "lock", "next", "issue", "bag:M", "bag:L"),
        *("refuse:size", "refuse:looks", "refuse:not_as_told", "refuse:changed_mind", "defect"),
        *("tryon", "notfound", "park", "undo", "photo", "damaged", "digits", "sticker", "reprint"),
        *("full", "empty", "seal", "inspect", "lang:ru", "lang:pt", "lang:en"),
    ]


def test_the_usual_reasons_are_those_of_rules_that_name_none() -> None:
    assert list(deck.cards(wording("en"))) == list(deck.cards(wording("en"), RULES))


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_every_card_has_a_name_in_every_language(language: str) -> None:
    here, english = deck.cards(wording(language)), deck.cards(wording("en"))
    alike = {card for card in here if here[card] == english[card]} - {"ok"}
    assert alike == set(deck.LANGUAGE_CARDS), "each language is called what it calls itself"
    assert len(set(here.values())) == len(here), "no two cards are called the same"


def test_there_is_a_card_for_each_language_of_the_screen() -> None:
    assert set(deck.LANGUAGE_CARDS) == {f"lang:{language}" for language in LANGUAGES}


def test_reasons_and_bags_are_the_networks() -> None:
    own = rules(
        refuse_reasons=(Check("stained", {"pt": "Manchado", "en": "Stained"}),),
        bags=(BagKind("XL", 900),),
    )
    named = deck.cards(wording("pt"), own)
    assert named["refuse:stained"] == "Recusa: Manchado"
    assert named["bag:XL"] == "Sacola XL"
    assert not named.keys() & {"refuse:size", "bag:M", "refuse"}


def test_a_network_without_reasons_has_one_card_that_refuses() -> None:
    named = deck.cards(wording("en"), rules(refuse_reasons=(), bags=()))
    assert [card for card in named if card.startswith(("refuse", "bag"))] == ["refuse"]


@pytest.mark.parametrize("name", ["a" * 17, "пятно", "too wide", "a:b"])
def test_what_no_scanner_would_take_for_a_card_is_not_printed(name: str) -> None:
    own = rules(refuse_reasons=(Check(name), Check("size")), bags=(BagKind(name),))
    named = deck.cards(wording("en"), own)
    assert [card for card in named if card.startswith(("refuse", "bag"))] == ["refuse:size"]


def test_every_card_is_read_as_one() -> None:
    for card in deck.cards(wording("ru")):
        found = read(deck.code(card), "qr", lambda _: None)
        assert (found.kind, found.text) == (CodeKind.COMMAND, card)
