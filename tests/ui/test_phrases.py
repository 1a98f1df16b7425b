import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ui.phrases import Phrases, _catalogue

AT = int(dt.datetime(2026, 11, 24, 14, 32, tzinfo=dt.UTC).timestamp() * 1000)


def speak(language: str) -> object:
    return Phrases(language, dt.UTC)


@pytest.mark.parametrize(
    ("language", "day", "weekday", "date"),
    [
        ("ru", "24 ноября", "вторник, 24 ноября", "24.11.2026"),
        ("pt", "24 de novembro", "terça-feira, 24 de novembro", "24/11/2026"),
        ("en", "24 November", "Tuesday, 24 November", "24/11/2026"),
    ],
)
def test_dates_are_written_as_people_write_them(
    language: str, day: str, weekday: str, date: str
) -> None:
    p = speak(language)
    assert (p.day(AT), p.weekday(AT), p.date(AT), p.time(AT)) == (day, weekday, date, "14:32")


def test_times_are_told_in_the_zone_of_the_point() -> None:
    zone = dt.timezone(dt.timedelta(hours=3))
    assert Phrases("ru", zone).time(AT) == "17:32"


@pytest.mark.parametrize(
    ("language", "minor", "currency", "text"),
    [
        ("ru", 1152000, "RUB", "11\u00a0520\u00a0₽"),
        ("ru", 499050, "RUB", "4\u00a0990,50\u00a0₽"),
        ("pt", 499050, "BRL", "4.990,50\u00a0R$"),
        ("pt", 100, "RUB", "1\u00a0₽"),
        ("en", 499050, "RUB", "4,990.50\u00a0₽"),
        ("en", 1000, "JPY", "1,000\u00a0JP¥"),
    ],
)
def test_sums_have_no_minor_part_when_it_is_zero(
    language: str, minor: int, currency: str, text: str
) -> None:
    assert speak(language).money(minor, currency) == text


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "EUR", "0.00 €"),
        (5, "EUR", "0.05 €"),
        (500_000, "RUB", "5,000.00 \u20bd"),
        (1_250, "JPY", "1,250 JP¥"),
        (1_250, "KWD", "1.250 KWD"),
    ],
)
def test_a_sum_that_is_being_typed_has_its_minor_part(minor: int, currency: str, text: str) -> None:
    assert speak("en").exact(minor, currency).replace("\u00a0", " ") == text


RULES = {
    "pt": "(n > 1)",
    "ru": "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)",
}


@pytest.fixture
def parcels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Catalogues with one counted sentence."""
    forms = {
        "ru": ("{n} посылка", "{n} посылки", "{n} посылок"),
        "pt": ("{n} pacote", "{n} pacotes"),
    }
    for language, texts in forms.items():
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        lines = "".join(f'msgstr[{i}] "{t}"\n' for i, t in enumerate(texts))
        rule = f"Plural-Forms: nplurals={len(texts)}; plural={RULES[language]};"
        (folder / "kiosk.po").write_text(
            f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"{rule}\\n"\n\n'
            f'msgid "{{n}} parcel"\nmsgid_plural "{{n}} parcels"\n{lines}\n',
            encoding="utf-8",
        )
    _catalogue.cache_clear()
    monkeypatch.setattr("kiosk.ui.phrases.LOCALES", tmp_path)
    yield
    _catalogue.cache_clear()


@pytest.mark.usefixtures("parcels")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", ["0 посылок", "1 посылка", "2 посылки", "5 посылок", "11 посылок", "21 посылка"]),
        ("pt", ["0 pacote", "1 pacote", "2 pacotes", "5 pacotes", "11 pacotes", "21 pacotes"]),
        ("en", ["0 parcels", "1 parcel", "2 parcels", "5 parcels", "11 parcels", "21 parcels"]),
    ],
)
def test_counts_take_the_right_form(language: str, said: list[str]) -> None:
    p = speak(language)
    assert [p.count("{n} parcel", "{n} parcels", n) for n in (0, 1, 2, 5, 11, 21)] == said


def test_the_pseudo_language_is_a_third_longer_and_keeps_its_fields() -> None:
    text = speak("xx").text("Issue {n} of {m}", n=2, m=4)
    assert text == "Íssúé 2 óf 4~~~~~~"
    assert len(text) >= 1.3 * len("Issue 2 of 4")


def test_an_unknown_language_is_english_and_a_lacking_sentence_is_remembered() -> None:
    assert speak("tlh").language == "en"
    p = speak("ru")
    assert p.text("Nobody translated this") == "Nobody translated this"
    assert p.missing == {"Nobody translated this"}
