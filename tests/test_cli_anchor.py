"""`kiosk central anchor`: what the central has of a box's journal, and the audit against it."""

from pathlib import Path

import pytest

from kiosk.core import anchors
from kiosk.core.anchors import Anchor
from tests.test_cli import kiosk

T0 = 1_780_000_000_000


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A central's settings, and no books yet."""
    path = tmp_path / "kiosk.toml"
    path.write_text("[central]\n", encoding="utf-8")
    return path


def test_a_central_without_books_exits_75(settings: Path) -> None:
    told = kiosk("central", "--config", settings, "anchor", "box-1")
    assert told.exit_code == 75


def test_it_is_written_to_a_file_that_the_audit_reads(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Anchor("box-1", "a" * 16, 7, "0" * 64, T0)
    monkeypatch.setattr("kiosk.errands.anchor_of", lambda *_: known)
    out = settings.parent / "anchor.json"
    told = kiosk("central", "--config", settings, "anchor", "box-1", "--out", out)
    assert (told.exit_code, told.output) == (0, f"{out}: box-1\n")
    assert anchors.read(out.read_bytes()) == known
    told = kiosk("central", "--config", settings, "anchor", "box-1")
    assert anchors.read(told.output.encode()) == known
    told = kiosk(
        "central", "--config", settings, "anchor", "box-1", "--out", settings.parent / "no" / "x"
    )
    assert told.exit_code == 75
