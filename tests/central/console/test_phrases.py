"""Every sentence of the console in three languages."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from kiosk.central.console.phrases import LOCALES, Phrases, preferred

ROOT = Path(str(LOCALES)).parent
KEYWORDS = {"_": None, "say": None, "gettext": None, "ngettext": (1, 2), "N_": None}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
TRIMMED = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}


@pytest.fixture(scope="module")
def said() -> set[str | tuple[str, ...]]:
    """Every sentence that pages and code say."""
    found = extract_from_dir(
        ROOT,
        method_map=METHODS,
        options_map=TRIMMED,
        keywords=KEYWORDS,  # type: ignore[arg-type]
    )
    return {message for _, _, message, _, _ in found}


@pytest.mark.parametrize(("language", "forms"), [("ru", 3), ("pt", 2)])
def test_every_sentence_is_translated(
    said: set[str | tuple[str, ...]], language: str, forms: int
) -> None:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "console.po").open("rb") as file:
        read = read_po(file, locale=language)
    told = {
        one.id if isinstance(one.id, str) else tuple(one.id): one.string for one in read if one.id
    }
    assert {*said} - {*told} == set(), "not translated"
    assert {*told} - {*said} == set(), "said nowhere"
    for msgid, strings in told.items():
        several = (strings,) if isinstance(strings, str) else tuple(strings)
        assert all(several), msgid
        assert len(several) == (1 if isinstance(msgid, str) else forms), msgid
        first = msgid if isinstance(msgid, str) else msgid[0]
        for one in several:
            assert one.count("%(") == first.count("%("), msgid


def test_a_language_speaks(said: set[str | tuple[str, ...]]) -> None:
    assert "Points" in said
    words = [Phrases(code, ZoneInfo("UTC")).text("Points") for code in ("en", "ru", "pt")]
    assert words == ["Points", "Пункты", "Pontos"]


def test_moments_and_figures_are_written_as_people_do() -> None:
    ru = Phrases("ru", ZoneInfo("Europe/Moscow"))
    assert ru.when(1_780_000_000_000) == "28 мая 2026, 23:26"
    assert ru.when(None) == ru.when(0) == "–"
    assert ru.ago(7_200_000) == "2 часа"
    assert ru.ago(-5) == "0 секунд"
    assert Phrases("en", ZoneInfo("UTC")).number(1240) == "1,240"


@pytest.mark.input
@pytest.mark.parametrize(
    "at", [2**53 - 1, -(2**53), 253_402_300_799_000, 10**30, -62_135_596_800_001]
)
def test_a_moment_outside_the_calendar_is_its_number(at: int) -> None:
    assert Phrases("ru", ZoneInfo("Europe/Moscow")).when(at) == str(at)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("fr, pt-BR;q=0.5, en;q=0.4", "pt"),
        ("de", "en"),
        ("ru;q=x, pt;q=0.1", "pt"),
        ("," * 5000, "en"),
        ("\0ru", "en"),
    ],
)
def test_the_browsers_language_is_taken(header: str, language: str) -> None:
    assert preferred(header) == language


def test_days_and_sums_are_written_as_people_do() -> None:
    told = {code: Phrases(code, ZoneInfo("UTC")) for code in ("en", "ru", "pt")}
    assert told["pt"].iso_day("2026-11-23") == "segunda-feira, 23 de novembro de 2026"
    assert told["en"].iso_day("2026-02-30") == "2026-02-30", "no day at all"
    assert told["ru"].money(490_050, "RUB") == "4\u00a0900,50\u00a0\u20bd"
    assert told["en"].money(-5, "EUR") == "-0.05\u00a0€"
    assert told["pt"].money(1_250, "JPY").startswith("1.250")
