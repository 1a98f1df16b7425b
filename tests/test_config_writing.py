"""Settings are changed where they stand; whatever else a person wrote stays."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import load
from kiosk.config_writing import changed

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
NEW: dict[str, dict[str, str | int]] = {
    "point": {"id": "9", "device": "box-9"},
    "mqtt": {"host": "mail.example", "port": 8883, "cafile": "a", "certfile": "b", "keyfile": "c"},
}
OLD = """# a person's words

[point]   # which one
id = "7731"   # the old number
name = "Lesnaya 12"
# device = "commented"

[[lights]]
name = "wall"
port = 80
"""


def test_what_stands_there_is_changed_and_what_is_new_comes_below_the_head() -> None:
    text = changed(OLD, NEW)
    assert "# a person's words" in text
    assert '# device = "commented"' in text
    read = tomllib.loads(text)
    assert read["point"] == {"id": "9", "device": "box-9", "name": "Lesnaya 12"}
    assert read["mqtt"]["port"] == 8883
    assert read["lights"] == [{"name": "wall", "port": 80}]


def test_an_empty_file_becomes_one() -> None:
    assert changed("", {"point": {"id": "9"}}) == '[point]\nid = "9"\n'


def test_twice_is_once() -> None:
    once = changed(OLD, NEW)
    assert changed(once, NEW) == once


@pytest.mark.parametrize("name", ["sync", "counter", "central"])
def test_an_example_stays_readable(tmp_path: Path, name: str) -> None:
    path = tmp_path / "kiosk.toml"
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    path.write_text(changed(text, NEW), encoding="utf-8")
    config = load(path)
    assert config.point is not None
    assert (config.point.device, config.mqtt.host) == ("box-9", "mail.example")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    kept = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in comments if line not in kept] == []


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_value_comes_back_as_it_was(value: str) -> None:
    assert tomllib.loads(changed("", {"a": {"b": value}})) == {"a": {"b": value}}
