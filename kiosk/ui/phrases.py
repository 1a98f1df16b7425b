"""What the screen says: catalogues in three languages; counts, dates, sums as people write."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_precision
from babel.plural import to_python

LOCALES = files("kiosk.ui") / "locale"
LANGUAGES: Mapping[str, str] = {"ru": "Русский", "pt": "Português", "en": "English"}
CATALOGUES = frozenset({"ru", "pt"})
PSEUDO = "xx"  # English, a third longer and accented: shows what does not fit or is not translated
_PSEUDO_LETTERS = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
_REGIONS = {"ru": "ru_RU", "pt": "pt_BR", "en": "en_GB", PSEUDO: "en_GB"}


@lru_cache(maxsize=8)
def _catalogue(language: str) -> Mapping[str, tuple[str, ...]]:
    """Read the sentences of a language: msgid -> one text, or one per plural form."""
    if language not in CATALOGUES:
        return {}
    path = LOCALES / language / "LC_MESSAGES" / "kiosk.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    out: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, tuple | list) and isinstance(message.string, tuple | list):
            out[message.id[0]] = tuple(message.string)
        elif isinstance(message.id, str) and isinstance(message.string, str):
            out[message.id] = (message.string,)
    return out


class Phrases:
    """One language, chosen at run time; the msgid is the English text.

    Args:
        language: ru, pt, en, or the pseudo-language xx.
        zone: the point's time zone.
    """

    def __init__(self, language: str, zone: tzinfo) -> None:
        self.language = language if language in LANGUAGES or language == PSEUDO else "en"
        self.zone = zone
        self.locale = Locale.parse(_REGIONS[self.language])
        self.missing: set[str] = set()  # asked for, and not in the catalogue
        self._known = _catalogue(self.language)
        self._rule = to_python(self.locale.plural_form)

    def text(self, msgid: str, **values: object) -> str:
        """Translate a sentence and fill in its {names}."""
        found = self._known.get(msgid)
        if not found and self.language in CATALOGUES:
            self.missing.add(msgid)
        out = found[0] if found and found[0] else self._pseudo(msgid)
        return out.format(**values) if values else out

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """Translate a sentence that counts; {n} is the number as people write it."""
        forms = self._known.get(one)
        if not forms and self.language in CATALOGUES:
            self.missing.add(one)
        if forms:
            out = forms[self._form(number, len(forms))]
        else:
            out = self._pseudo(one if number == 1 else many)
        return out.format(n=self.number(number), **values)

    def _form(self, number: int, forms: int) -> int:
        tag = self._rule(abs(number))
        order = {"one": 0, "few": 1, "many": 2} if forms > 2 else {"one": 0}  # noqa: PLR2004
        return min(order.get(tag, forms - 1), forms - 1)

    def _pseudo(self, text: str) -> str:
        if self.language != PSEUDO:
            return text
        inside = False
        out = []
        for letter in text:
            inside = letter == "{" or (inside and letter != "}")
            out.append(letter if inside else letter.translate(_PSEUDO_LETTERS))
        return "".join(out) + "~" * max(1, round(len(text) * 0.35))

    # -- figures, dates, sums ----------------------------------------------------------------

    def number(self, number: float) -> str:
        """Write a number with its groups."""
        return str(format_decimal(number, locale=self.locale))

    @staticmethod
    def places(currency: str) -> int:
        """Return how many digits of a sum in a currency are its minor part."""
        return int(get_currency_precision(currency))

    def money(self, minor: int, currency: str) -> str:
        """Write a sum; no minor part when it is zero."""
        places = self.places(currency)
        return self._sum(minor, currency, places if minor % 10**places else 0)

    def exact(self, minor: int, currency: str) -> str:
        """Write a sum with its minor part, zero or not, as it is typed."""
        return self._sum(minor, currency, self.places(currency))

    def _sum(self, minor: int, currency: str, shown: int) -> str:
        whole = Decimal(minor).scaleb(-self.places(currency))
        pattern = f"#,##0{'.' * bool(shown)}{'0' * shown}\u00a0¤"
        sum_ = format_currency(whole, currency, pattern, locale=self.locale, currency_digits=False)
        return str(sum_).replace("RUB", "\u20bd")  # CLDR has the sign for Russian alone

    def facts(self, told: Mapping[str, str | int]) -> Mapping[str, str | int]:
        """Return the facts of a refusal as a sentence names them; a sum as it is written here."""
        if "amount_minor" not in told:
            return told
        amount = self.money(int(told["amount_minor"]), str(told.get("currency", "RUB")))
        return {**told, "amount": amount}

    def day(self, at: int) -> str:
        """Write a day and month: 27 November."""
        return str(format_skeleton("MMMMd", self._local(at), tzinfo=self.zone, locale=self.locale))

    def weekday(self, at: int) -> str:
        """Write the day of the week with its date: Tuesday, 24 November."""
        # Babel's skeletons shorten the weekday in ru and pt, so its whole name is asked for alone.
        name = format_datetime(self._local(at), "EEEE", tzinfo=self.zone, locale=self.locale)
        return f"{name}, {self.day(at)}"

    def date(self, at: int) -> str:
        """Write a date with its year, short."""
        return str(format_date(self._local(at).date(), format="short", locale=self.locale))

    def compact(self, at: int) -> str:
        """Return a moment's local day as yyyymmdd, as numbers of papers hold it."""
        return self._local(at).strftime("%Y%m%d")

    def time(self, at: int) -> str:
        """Write hours and minutes: 14:32."""
        return str(format_datetime(self._local(at), "HH:mm", tzinfo=self.zone, locale=self.locale))

    def _local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, tz=self.zone)
