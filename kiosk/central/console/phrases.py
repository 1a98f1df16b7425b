"""What the pages say: catalogues in three languages; moments as people write them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)
from babel.support import NullTranslations, Translations

LOCALES = files("kiosk.central.console") / "locale"
LANGUAGES: Mapping[str, str] = {"en": "English", "ru": "Русский", "pt": "Português"}
_REGIONS = {"ru": "ru_RU", "pt": "pt_BR", "en": "en_GB"}


def N_(msgid: str) -> str:  # noqa: N802 as gettext's tools know it
    """Mark a sentence that is translated where it is shown."""
    return msgid


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the sentences of a language; English ones are their own keys."""
    path = LOCALES / language / "LC_MESSAGES" / "console.po"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return Translations(compiled)


def preferred(header: str) -> str:
    """Return our language that a browser likes best.

    Args:
        header: its Accept-Language, of any origin.
    """
    liked: list[tuple[float, str]] = []
    for part in header[:200].split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = tag[:2].lower()
        if language in LANGUAGES:
            liked.append((_weight(weight), language))
    return max(liked, key=lambda one: one[0])[1] if liked else "en"


def _weight(text: str) -> float:
    try:
        return float(text or "1")
    except ValueError:
        return 0.0


class Phrases:
    """One language.

    Args:
        language: ru, pt or en.
        zone: whose clock is shown.
    """

    def __init__(self, language: str, zone: tzinfo) -> None:
        self.language, self.zone = language, zone
        self.locale = Locale.parse(_REGIONS[language])
        self.catalogue = catalogue(language)

    def text(self, msgid: str, **values: object) -> str:
        """Translate a sentence and fill in its %(names)s."""
        said = str(self.catalogue.ugettext(msgid))
        return said % values if values else said

    def known(self, words: Mapping[str, str], word: str) -> str:
        """Say what a word means; the word itself where another version has it.

        Args:
            words: what those that are known here mean, in English.
            word: of any origin.
        """
        return self.text(words[word]) if word in words else word

    def when(self, at: int | None) -> str:
        """Write a moment: 26 Nov 2026, 14:03; one outside the calendar as its number."""
        if not at:
            return "\N{EN DASH}"
        try:
            moment = datetime.fromtimestamp(at / 1000, UTC)
            said = format_datetime(moment, "d MMM y, HH:mm", tzinfo=self.zone, locale=self.locale)
        except (ValueError, OverflowError, OSError):  # a box may tell any number
            return str(at)
        return str(said)

    def day(self, day: date) -> str:
        """Write a day: 26 Nov 2026."""
        return str(format_date(day, "d MMM y", locale=self.locale))

    def ago(self, ms: float) -> str:
        """Write how long something lasts: 3 minutes."""
        return str(format_timedelta(max(0, round(ms / 1000)), locale=self.locale, threshold=1.2))

    def days(self, days: int) -> str:
        """Write how many days something lasts: 7 days."""
        return str(self.catalogue.ungettext("%(n)s day", "%(n)s days", days)) % {"n": days}

    def iso_day(self, iso: str) -> str:
        """Write a day with its weekday; one outside the calendar as it was told."""
        try:
            return str(format_date(date.fromisoformat(iso), "full", locale=self.locale))
        except ValueError:  # a box may tell any digits
            return iso

    def money(self, minor: int, currency: str) -> str:
        """Write a sum of minor units."""
        amount = Decimal(minor).scaleb(-get_currency_precision(currency))
        told = format_currency(amount, currency, "#,##0.00\u00a0¤", locale=self.locale)
        return str(told).replace("RUB", "\u20bd")  # CLDR has the sign for Russian alone

    def sum(self, minor: int) -> str:
        """Write a sum of cents or kopecks whose currency is said elsewhere: 1,500.00."""
        return str(format_decimal(Decimal(minor).scaleb(-2), "#,##0.00", locale=self.locale))

    def percent(self, whole: int) -> str:
        """Write by how many per cent something grew: +27%."""
        said = str(format_percent(Decimal(whole).scaleb(-2), locale=self.locale))
        return f"+{said}" if whole > 0 else said

    def country(self, code: str) -> str:
        """Write a country's name; its code where nobody knows it."""
        return str(self.locale.territories.get(code, code))

    def number(self, number: float) -> str:
        """Write a number with its groups."""
        return str(format_decimal(number, locale=self.locale))
