"""Pages: templates in three languages, escaped always; and what lies beside them."""

import hashlib
from collections.abc import Mapping
from datetime import tzinfo
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from kiosk.central.console import (
    answer_words,
    deed_words,
    health_words,
    policy_lists,
    policy_words,
    telling,
)
from kiosk.central.console.phrases import LANGUAGES, Phrases

_HERE = Path(str(files("kiosk.central.console")))
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Static(Struct, frozen=True):
    """A file that every page may name.

    Args:
        body: its bytes.
        kind: its content type, ours and never guessed.
        mark: changes with its bytes.
    """

    body: bytes
    kind: str
    mark: str


@cache
def static_files() -> Mapping[str, Static]:
    """Return all files beside the pages, read once."""
    found = {}
    for path in sorted((_HERE / "static").iterdir()):
        if path.suffix in _KINDS:
            raw = path.read_bytes()
            mark = hashlib.sha256(raw).hexdigest()[:12]
            found[path.name] = Static(raw, _KINDS[path.suffix], mark)
    return found


class Pages:
    """Renders templates.

    Args:
        zone: whose clock is shown.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._made = {language: _environment(language, zone) for language in LANGUAGES}
        self.phrases = {language: phrases for language, (phrases, _) in self._made.items()}

    def render(self, language: str, template: str, values: Mapping[str, object]) -> str:
        """Return a page.

        Args:
            language: one of ours.
            template: a file's name.
            values: what it shows.
        """
        return self._made[language][1].get_template(template).render(values)


@cache  # a template is compiled once, whoever shows it
def _environment(language: str, zone: tzinfo) -> tuple[Phrases, Environment]:
    phrases, statics = Phrases(language, zone), static_files()
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(phrases.catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {"when": phrases.when, "ago": phrases.ago, "number": phrases.number}
    made.filters |= {"day": phrases.day, "iso_day": phrases.iso_day, "money": phrases.money}
    made.filters |= {"percent": phrases.percent, "country": phrases.country}
    made.filters["event_word"] = lambda word: telling.event_word(word, phrases)
    made.filters["state_word"] = lambda word: telling.state_word(word, phrases)
    made.filters["gone_word"] = lambda why: telling.gone_word(why, phrases)
    made.filters["fields"] = lambda facts, of: telling.told(of, facts, phrases)
    made.filters["row_fields"] = lambda row, kind: telling.stands(kind, row, phrases)
    made.filters["device_word"] = lambda name: health_words.device_word(name, phrases)
    made.filters["alarm_word"] = lambda word: health_words.alarm_word(word, phrases)
    made.filters["device_state"] = lambda one: health_words.device_state(
        one.state, one.what, phrases
    )
    made.filters["role_word"] = lambda role: phrases.known(answer_words.ROLES, role)
    made.filters["right_word"] = lambda right: phrases.known(answer_words.RIGHTS, right)
    made.filters["deed_word"] = lambda action: deed_words.deed_word(action, phrases)
    made.filters["outcome_word"] = lambda deed: deed_words.outcome_word(deed, phrases)
    made.filters["setting_word"] = lambda name: policy_words.setting_word(name, phrases)
    made.filters["setting_value"] = lambda value, name: policy_words.setting_value(
        value, name, phrases
    )
    made.filters["setting_lines"] = lambda value, name: policy_lists.setting_lines(
        value, name, phrases
    )
    made.filters["shot_word"] = lambda key: policy_lists.shot_word(key, phrases)
    made.filters["entrance_word"] = lambda word: policy_lists.entrance_word(word, phrases)
    made.filters["neighbour_word"] = lambda what: policy_lists.neighbour_word(what, phrases)
    made.filters["rule_word"] = lambda rule: policy_lists.rule_word(rule, phrases)
    made.filters["told"] = lambda value: msgspec.json.encode(value).decode()
    made.filters["segment"] = lambda text: quote(text, safe="")  # an id may hold a slash
    made.globals |= {
        "language": phrases.language,
        "languages": LANGUAGES,
        "zone": str(phrases.zone),
        "static": lambda name: f"/static/{name}?{statics[name].mark}",
    }
    return phrases, made
