"""Templates and what lies beside them."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError

from kiosk.central.console.pages import Pages, static_files

TEMPLATES = Path(__file__).parents[3] / "kiosk" / "central" / "console" / "templates"


def test_what_people_wrote_is_escaped() -> None:
    pages = Pages(ZoneInfo("UTC"))
    strange = '<script>alert("1")</script>'
    word = {"rows": [], "all": 0, "only": "", "sums": {strange: 1}}
    made = pages._made["en"][1].from_string("{{ word }}").render({"word": strange})
    assert made == "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;"
    with pytest.raises(UndefinedError):  # a name that no page gave is a bug, never an empty place
        pages.render("en", "points_list.html", word)


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda path: path.name)
def test_no_template_needs_what_the_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|https?://", text)
    assert not re.search(r"<script(?! src=\"\{\{ static)", text)
    assert "|safe" not in text
    drawn = {"setup_second.html", "devices.html"}  # a code drawn by us
    assert ("autoescape" in text) == (path.name in drawn)


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda path: path.name)
def test_every_form_that_changes_something_holds_its_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL):
        assert "csrf" in form


def test_files_beside_the_pages_are_of_known_kinds() -> None:
    files = static_files()
    assert files["console.js"].kind == "text/javascript"
    assert {one.kind for one in files.values()} == {"text/css", "text/javascript", "image/svg+xml"}
    assert len({one.mark for one in files.values()}) == len(files)
