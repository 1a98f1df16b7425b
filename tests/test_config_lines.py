"""On which line a setting stands, in every form TOML has for it."""

import pytest

from kiosk.config_lines import lines_of

TEXT = """\
title = "a # no comment"   # a comment with [brackets]

[point]
id = 'x = 1'
zone.name = "dotted"

[ui]   # words
"text zoom" = 1_000
when = 1979-05-27 07:32:00
long = '''
[not_a_table]
no = 1'''
after = true

[[scanner]]
name = "a"
[[scanner]]
name = "b"
[scanner.match]
vid = 0x0c2e

[cells]
wall = [ { cells = "A-01", start = 0 },
         # a comment inside
         { cells = "A-02",
           start = 1 } ]
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("point",), 3),
        (("point", "id"), 4),
        (("point", "zone", "name"), 5),
        (("ui", "text zoom"), 8),
        (("ui", "when"), 9),
        (("ui", "long"), 10),
        (("ui", "after"), 13),
        (("scanner",), 15),
        (("scanner", 0, "name"), 16),
        (("scanner", 1), 17),
        (("scanner", 1, "match", "vid"), 20),
        (("cells", "wall", 0, "start"), 23),
        (("cells", "wall", 1), 25),
        (("cells", "wall", 1, "start"), 26),
    ],
)
def test_a_setting_is_found_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert lines_of(TEXT)[path] == line


def test_what_only_looks_like_a_setting_is_none() -> None:
    assert not {("not_a_table",), ("no",), ("ui", "no"), ("brackets",)} & lines_of(TEXT).keys()


@pytest.mark.parametrize(
    "text", ["", "=", "[", "[[", "a = [", "a = {", '"', "a.b.", "]]}}", "a=1]"]
)
def test_text_that_is_no_toml_ends_the_walk_too(text: str) -> None:
    assert lines_of(text) is not None
