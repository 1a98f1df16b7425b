"""`kiosk figures`: words, JSON or a table; a day that is none is wrong usage, an empty one a no."""

import csv
import io
import json
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk import build
from kiosk.config import load
from kiosk.core import tallies
from kiosk.core.facts import returning, visits
from kiosk.core.figures import Figure
from kiosk.store.counter_file import CounterFile
from tests.terminal import kiosk, lay_settings


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A point where somebody was turned away today."""
    settings = lay_settings(tmp_path_factory.mktemp("once"))
    app = build.counter_of(settings, headless=True)
    counter = app.desk.counter
    with counter.unit():
        counter.record(visits.IssueRefused("code_wrong"), actor="anna")
        counter.record(returning.DropoffAccepted("P1"), actor="anna")
    app.close()
    return settings.parent


@pytest.fixture
def worked(once: Path, tmp_path: Path) -> Path:
    """The same for each test: a copy of its folder, and in it the settings."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "kiosk.toml"


def test_the_figures_are_told_in_each_form(worked: Path) -> None:
    told = kiosk("figures", "--config", worked)
    assert told.exit_code == 0
    lines = dict(line.split() for line in told.output.splitlines())
    assert set(lines) == {figure.value for figure in Figure}
    assert (lines["turned_away"], lines["dropoffs"], lines["issue_p50_ms"]) == ("1", "1", "-")
    read = json.loads(kiosk("figures", "--config", worked, "--json").output)
    assert (read["figures"]["turned_away"], read["figures"]["issue_p50_ms"]) == (1, None)
    table = kiosk("figures", "--config", worked, "--csv").output
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["day"], row["turned_away"]) == (read["from"], "1")
    table = kiosk("figures", "--config", worked, "--reasons").output
    (row,) = csv.DictReader(io.StringIO(table))
    assert row == {"day": read["from"], "of": "turned_away", "what": "code_wrong", "n": "1"}


def test_figures_counted_as_before_an_update_say_so(
    worked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = worked.parent / "data" / "counter.db"
    zone = ZoneInfo(load(worked).point.zone)
    opened = CounterFile(file, "kiosk-7731", epoch="a" * 16, at=0)
    with opened.unit():
        opened.tallies.count(zone)
    opened.close()
    monkeypatch.setattr(tallies, "RULES", tallies.RULES + 1)
    told = kiosk("figures", "--config", worked)
    assert told.exit_code == 0
    assert "counted as before the update; the counter counts anew: 0 of" in told.output
    for form in ("--csv", "--reasons"):
        table = kiosk("figures", "--config", worked, form)
        assert table.exit_code == 1
        assert table.stdout == "", "no table leaves the box that cannot say how it was counted"


def test_days_without_anything_are_a_no(worked: Path) -> None:
    told = kiosk("figures", "--config", worked, "--from", "2020-01-01", "--to", "2020-01-02")
    assert told.exit_code == 1
    assert "nothing was counted from 2020-01-01 to 2020-01-02" in told.output


@pytest.mark.input
@pytest.mark.parametrize(
    "wish",
    [
        ("--from", "yesterday"),
        ("--to", "2026-13-01"),
        ("--from", "2026-09-28", "--to", "2026-09-27"),
        ("--from", "1000-01-01", "--to", "2026-09-28"),
        ("--csv", "--json"),
        ("--reasons", "--csv"),
        ("--reasons", "--json"),
        ("--to", "9999-99-99"),
    ],
)
def test_what_is_no_period_is_wrong_usage(worked: Path, wish: tuple[str, ...]) -> None:
    assert kiosk("figures", "--config", worked, *wish).exit_code == 2


def test_a_point_that_never_worked_cannot_be_asked(settings: Path) -> None:
    assert kiosk("figures", "--config", settings).exit_code == 75
