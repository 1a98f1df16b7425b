"""`kiosk audit verify`: words, codes and JSON; against a file, and against a central's books."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from kiosk import build, errands
from kiosk.cli_audit import DIFFER, _tell
from kiosk.cli_options import BUSY, NO
from kiosk.core import anchors
from kiosk.core.anchors import Anchor
from kiosk.core.facts.stockroom import DeliveryAnnounced, ParcelExpected
from kiosk.store.counter_file import read_counter
from tests.terminal import kiosk, lay_settings


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings beside a counter that has worked."""
    settings = lay_settings(tmp_path_factory.mktemp("once"))
    app = build.counter_of(settings, headless=True)
    counter = app.desk.counter
    with counter.unit():
        counter.record(
            DeliveryAnnounced("D-1", "Meridian", 1),
            ParcelExpected("48210001-0001-1", "D-1"),
            ParcelExpected("48210001-0001-2", "D-1"),
            actor="central",
        )
    app.close()
    return settings.parent


@pytest.fixture
def worked(once: Path, tmp_path: Path) -> Path:
    """The same for each test: a copy of its folder, and in it the settings."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "kiosk.toml"


def database(settings: Path) -> Path:
    return settings.parent / "data" / "counter.db"


def anchored(settings: Path, name: str = "anchor.json", **changes: object) -> Path:
    """Write down how the journal stands now."""
    from kiosk.config import load  # noqa: PLC0415

    point = load(settings).point
    assert point is not None
    books = read_counter(database(settings), point.device)
    head, epoch = books.journal.head(), books.journal.epoch()
    books.db.close()
    told = {"device": point.device, "epoch": epoch, "seq": head.seq, "hash": head.hash.hex()}
    path = settings.parent / name
    path.write_bytes(anchors.write(Anchor(**(told | {"at": 1} | changes))))  # type: ignore[arg-type]
    return path


def change(settings: Path, sql: str) -> None:
    with sqlite3.connect(database(settings)) as conn:
        conn.execute(sql)


def test_all_is_well_and_so_it_stands_at_the_central(worked: Path) -> None:
    told = kiosk("audit", "--config", worked, "verify", "--anchor", anchored(worked))
    assert (told.exit_code, told.output) == (
        0,
        "3 journal rows, chain whole\nand so it stands at the central up to row 3\n",
    )


def test_without_an_anchor_the_box_alone_is_asked(worked: Path) -> None:
    for verb in (("audit",), ("audit", "verify")):
        told = kiosk(verb[0], "--config", worked, *verb[1:])
        assert (told.exit_code, told.output) == (0, "3 journal rows, chain whole\n")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hash": "0" * 64}, "another history stands at the central"),
        ({"seq": 9}, "rows are gone that the central has"),
        ({"epoch": "f" * 16}, "take a newer one"),
        ({"device": "box-9"}, "another box's"),
    ],
)
def test_another_history_exits_1_in_words(
    worked: Path, changes: dict[str, object], said: str
) -> None:
    file = anchored(worked, **changes)
    told = kiosk("audit", "--config", worked, "verify", "--anchor", file)
    assert told.exit_code == NO
    assert said in told.output


def test_the_answer_as_json_names_everything(worked: Path) -> None:
    file = anchored(worked)
    change(worked, "UPDATE parcel SET state = 'issued'")
    told = kiosk("audit", "--config", worked, "verify", "--anchor", file, "--json")
    assert told.exit_code == DIFFER
    assert json.loads(told.output) == {
        "rows": 3,
        "broken_at": None,
        "differing": ["parcel 48210001-0001-1", "parcel 48210001-0001-2"],
        "anchored": "agrees",
        "anchor_seq": 3,
    }
    change(worked, "DELETE FROM journal WHERE seq = 2")
    told = kiosk("audit", "--config", worked, "verify", "--json")
    assert (told.exit_code, json.loads(told.output)["broken_at"]) == (NO, 3)


def test_what_is_no_anchor_is_said(worked: Path) -> None:
    file = worked.parent / "anchor.json"
    file.write_text("{}", encoding="utf-8")
    told = kiosk("audit", "--config", worked, "verify", "--anchor", file)
    assert told.exit_code == NO
    assert "it is no anchor" in told.output
    both = ("verify", "--anchor", file, "--central", file)
    assert kiosk("audit", "--config", worked, *both).exit_code == 2


def test_the_books_of_a_central_that_never_was_exit_75(worked: Path) -> None:
    told = kiosk("audit", "--config", worked, "verify", "--central", worked)
    assert told.exit_code == BUSY


def test_a_long_journal_tells_a_person_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _tell(1000, 30_000)
    assert capsys.readouterr().err == "", "nobody sits there"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    _tell(1000, 30_000)
    _tell(30_000, 30_000)
    _tell(1000, 1000)
    assert capsys.readouterr().err == "\r1000 of 30000 rows\r30000 of 30000 rows\n"


def test_an_anchor_of_nowhere_is_none(worked: Path) -> None:
    assert errands.anchor_for(worked, None, None) is None
