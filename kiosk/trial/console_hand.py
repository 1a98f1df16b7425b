"""Somebody at the network's console: what a page says and asks for, and who fills it in.

A hand is a real browser where one is installed, else plain HTTP; both see the same HTML and send
the same forms, with the token that stands in them.
"""

import base64
import hmac
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol

from msgspec import Struct

STEP_S = 30  # of a second factor
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "wbr"})
_UNSEEN = frozenset({"script", "style", "template", "title", "svg", "option", "head"})
_BREAKS = frozenset(
    {"p", "li", "h1", "h2", "h3", "dt", "dd", "tr", "div", "section", "label", "button", "br",
     "legend", "summary", "form", "fieldset", "main", "nav", "header"}
)  # fmt: skip


class NoPage(Exception):
    """The console does not answer, or shows another page than was looked for."""


class Form(Struct):
    """A form of a page.

    Args:
        action: where it goes; empty for the page's own address.
        fields: what it would send, by name.
        kinds: of its fields: `text`, `hidden`, `radio`, `file`, `select`.
        buttons: what can be pressed, as (name, value).
    """

    action: str
    fields: dict[str, str]
    kinds: dict[str, str]
    buttons: list[tuple[str, str]]


class Upload(Struct, frozen=True):
    """A file that is sent with a form: its field, its name and what stands in it."""

    field: str
    name: str
    raw: bytes


class Sent(Struct, frozen=True):
    """What somebody does with a form.

    Args:
        at: its place among the page's forms.
        fields: what is typed and chosen, by name.
        button: the value of the button; empty for the first.
        upload: a file, None for none.
    """

    at: int
    fields: Mapping[str, str]
    button: str = ""
    upload: Upload | None = None


class Hand(Protocol):
    """Somebody at the console."""

    def go(self, path: str) -> None:
        """Open a page, or the same page anew."""

    def send(self, page: "Page", sent: Sent) -> None:
        """Fill a form of the page in and press a button."""

    def html(self) -> str:
        """Return what the page is now."""

    def picture(self, path: Path, part: str) -> None:
        """Save what is to be seen, where there is a window.

        Args:
            path: of the picture.
            part: the id of what it shows; empty for the top.
        """

    def close(self) -> None:
        """Leave."""


class Page(HTMLParser):
    """A page as it is read: its words, its forms, its ways on.

    Args:
        html: of the page.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ways: list[str] = []
        self.alerts: list[str] = []
        self._said: list[str] = []
        self._open: list[str] = []
        self._inside, self._select, self._alert = False, "", 0
        self.feed(html)
        self.close()

    @property
    def lines(self) -> list[str]:
        """What can be read on it, line by line."""
        text = "".join(self._said)
        return [tidy for line in text.split("\n") if (tidy := " ".join(line.split()))]

    def form(self, button: str = "", action: str = "") -> int | None:
        """Return the place of the form with a button, or that goes somewhere; None for none."""
        for at, form in enumerate(self.forms):
            has = any(value == button for _, value in form.buttons)
            if (button and has) or (action and form.action.endswith(action)):
                return at
        return None

    # -- reading -----------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag in."""
        told = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(tag)
        if tag in _BREAKS:
            self._said.append("\n")
        if told.get("role") == "alert":
            self._alert = len(self._open)
            self.alerts.append("")
        if tag == "a" and "href" in told:
            self.ways.append(told["href"])
        elif tag == "form":
            self._inside = True
            self.forms.append(Form(told.get("action", ""), {}, {}, []))
        elif self._inside:
            self._field(tag, told)

    def _field(self, tag: str, told: Mapping[str, str]) -> None:
        form, name = self.forms[-1], told.get("name", "")
        match tag, told.get("type", "text"):
            case "button", _:
                form.buttons.append((name, told.get("value", "")))
            case "select", _:
                self._select, form.kinds[name] = name, "select"
                form.fields[name] = ""
            case "option", _ if self._select and "selected" in told:
                form.fields[self._select] = told.get("value", "")
            case "input", ("radio" | "checkbox") as kind:
                form.kinds[name] = kind
                if "checked" in told:
                    form.fields[name] = told.get("value", "on")
            case "input", kind if name:
                form.kinds[name] = kind
                form.fields[name] = told.get("value", "")
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if len(self._open) < self._alert:
            self._alert = 0
        if tag in _BREAKS:
            self._said.append("\n")
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        """Take words in, but those nobody sees."""
        if _UNSEEN.isdisjoint(self._open):
            self._said.append(data)
        if self._alert:
            self.alerts[-1] = " ".join(f"{self.alerts[-1]} {data}".split())


def second_factor(key: str, at_s: float) -> str:
    """Return what a phone shows for the key of a second factor, RFC 6238.

    Args:
        key: in Base32, as a person types it.
        at_s: the moment, seconds UTC.
    """
    bare = re.sub(r"\s", "", key).upper()
    raw = base64.b32decode(bare + "=" * (-len(bare) % 8))
    digest = hmac.digest(raw, int(at_s // STEP_S).to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
