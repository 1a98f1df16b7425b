"""Every sentence of the console in three languages."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from kiosk.central.answers import ANSWERS
from kiosk.central.console.deed_words import DEEDS
from kiosk.central.console.fact_words import EVENTS, FIELDS
from kiosk.central.console.health_words import ALARMS
from kiosk.central.console.phrases import LOCALES, Phrases, preferred
from kiosk.central.console.value_words import VALUES
from kiosk.central.faults import ENTRIES, FAULTS, FORMS
from kiosk.central.profiles import profiles
from tests.central.console.gallery import PAGES, seeded
from tests.central.console.stand import Stand, Visitor, opened

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
    from_files = (
        *ANSWERS.values(),
        *ENTRIES.values(),
        *FAULTS.values(),
        *FORMS.values(),
    )  # what `faults` says, too
    return {message for _, _, message, _, _ in found} | {*from_files}


@pytest.mark.parametrize(("language", "forms"), [("ru", 3), ("pt", 2)])
def test_every_sentence_is_translated(
    said: set[str | tuple[str, ...]], language: str, forms: int
) -> None:
    path = ROOT / "locale" / language / "LC_MESSAGES" / "console.po"
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    entries = path.read_text(encoding="utf-8").splitlines()
    assert sum(one.startswith("msgid ") for one in entries) == len(read) + 1, "told twice"
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


def test_a_word_of_another_version_stands_as_it_is() -> None:
    phrases = Phrases("ru", ZoneInfo("UTC"))
    assert phrases.known({"x": "yes"}, "x") == phrases.text("yes") != "yes"
    assert phrases.known({"x": "yes"}, "50 % off") == "50 % off"


def test_days_and_sums_are_written_as_people_do() -> None:
    told = {code: Phrases(code, ZoneInfo("UTC")) for code in ("en", "ru", "pt")}
    assert told["pt"].iso_day("2026-11-23") == "segunda-feira, 23 de novembro de 2026"
    assert told["en"].iso_day("2026-02-30") == "2026-02-30", "no day at all"
    assert told["ru"].money(490_050, "RUB") == "4\u00a0900,50\u00a0\u20bd"
    said = [told[language].days(7) for language in ("ru", "pt", "en")]
    assert said == ["7 дней", "7 dias", "7 days"]
    assert told["en"].money(-5, "EUR") == "-0.05\u00a0€"
    assert [told[one].percent(27) for one in ("en", "ru", "pt")] == ["+27%", "+27\u00a0%", "+27%"]
    assert [told["en"].percent(whole) for whole in (0, -1240)] == ["0%", "-1,240%"]
    assert [told["ru"].country(code) for code in ("BR", "ZZZ", "")] == ["Бразилия", "ZZZ", ""]
    assert told["pt"].sum(150_000) == "1.500,00"
    assert told["pt"].money(1_250, "JPY").startswith("1.250")


class _Text(HTMLParser):
    """Collects what people read of a page: not what is marked as a technical name."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in {"code", "pre", "script", "style"} or named.get("lang") == "en":
            self._within.append(tag)
        self.texts += [
            named[name] or "" for name in ("alt", "aria-label", "title") if name in named
        ]

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.texts.append(" ".join(data.split()).strip(" :,"))


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stand, Visitor]]:
    with opened(tmp_path_factory.mktemp("console")) as stand:
        seeded(stand)
        yield stand, stand.signed_in()


def _bad_list(visitor: Visitor) -> str:
    """Return the page that answers a list with faults of many kinds."""
    told = {"csrf": visitor.csrf("/deliveries"), "point": "p1"}
    text = "delivery,carrier,due_at,parcel,size,name\nD 1,M,now,P1,XS,\n,M,now,P1,S,I\nx\n"
    file = {"file": ("list.csv", text.encode(), "text/csv")}
    return visitor.ask("POST", "/deliveries/look", data=told, files=file).text


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_no_page_says_anything_in_english(
    looked_at: tuple[Stand, Visitor], said: set[str | tuple[str, ...]], language: str
) -> None:
    stand, visitor = looked_at
    visitor.client.cookies.set("language", language)
    phrases = stand.desk.pages.phrases[language]
    english = {one for one in said if isinstance(one, str) and phrases.text(one) != one}
    foreign = english - {phrases.text(one) for one in english}  # a word may be of both languages
    pages = {path: visitor.get(path).text for path in PAGES} | {"faults": _bad_list(visitor)}
    technical = {*ALARMS, *EVENTS, *FIELDS, *VALUES, *DEEDS} - {
        phrases.text(one) for one in said if isinstance(one, str)
    }
    foreign |= technical
    bad: dict[str, list[str]] = {}
    for path, page in pages.items():
        read = _Text()
        read.feed(page)
        found = [text for text in read.texts if text in foreign]
        if path != "faults":  # there, columns are called as in the file
            texts = (re.sub("|".join(profiles()), "", text) for text in read.texts)
            found += [text for text in texts if re.search(r"\b[a-z]+(_[a-z]+)+\b", text)]
        bad |= {path: found} if found else {}
    assert bad == {}
    assert "list.csv" in pages["faults"]
    assert " is not " not in pages["faults"]
