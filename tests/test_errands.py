import threading
from pathlib import Path

import pytest

from kiosk import build, errands
from kiosk.core.facts.stockroom import (
    DeliveryAnnounced,
    ParcelExpected,
    ParcelReceived,
    ParcelStored,
)
from kiosk.sync.mailbox import Mailbox, Mark

CODE = "48210001-0001-1"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    (tmp_path / "identity").mkdir()
    (tmp_path / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    path = tmp_path / "kiosk.toml"
    path.write_text(
        '[point]\nid = "7731"\ndevice = "kiosk-7731"\n'
        '[shelves]\nracks = [ { name = "A", count = 12 } ]\n',
        encoding="utf-8",
    )
    return path


def with_a_parcel(settings: Path) -> build.CounterApp:
    app = build.counter_of(settings, headless=True)
    counter = app.desk.counter
    with counter.unit():
        counter.record(
            DeliveryAnnounced("D-1", "Meridian", 1),
            ParcelExpected(CODE, "D-1"),
            ParcelReceived(CODE, "D-1"),
            ParcelStored(CODE, "A-07"),
            actor="central",
        )
    return app


def test_a_parcel_is_found_in_a_stopped_counters_file(settings: Path) -> None:
    with_a_parcel(settings).close()
    before = (settings.parent / "data" / "counter.db").read_bytes()
    found = errands.find_of(settings, CODE)
    assert (found.known, found.state, found.cell) == (True, "stored", "A-07")
    assert errands.find_of(settings, "CELL:A-03").cell == "A-03"
    assert not errands.find_of(settings, "12345678-0001-1").known
    assert (settings.parent / "data" / "counter.db").read_bytes() == before


def test_without_any_file_nothing_is_known(settings: Path) -> None:
    assert not errands.find_of(settings, CODE).known


def test_a_running_counter_answers_by_a_file(settings: Path) -> None:
    app = with_a_parcel(settings)
    found: list[str] = []
    asking = threading.Thread(
        target=lambda: found.append(errands.find_of(settings, CODE).cell), daemon=True
    )
    asking.start()
    while asking.is_alive():
        app.turn(0.01)
    assert found == ["A-07"]
    app.close()


def test_a_counter_that_does_not_answer_is_said_so(settings: Path) -> None:
    app = with_a_parcel(settings)
    with pytest.raises(TimeoutError, match="does not answer"):
        errands.find_of(settings, CODE)
    assert list((settings.parent / "run").glob("*.ask")) == []
    app.close()


def test_a_cell_without_a_lamp_is_not_lit(settings: Path) -> None:
    assert not errands.hold_light(settings, "A-07", 0.0)


def test_the_audit_reads_only_and_finds_all_well(settings: Path) -> None:
    with_a_parcel(settings).close()
    found = errands.audit_of(settings)
    assert (found.rows, found.broken_at, found.differing) == (5, None, ())


def test_the_audit_misses_what_the_central_has_and_the_counter_lost(settings: Path) -> None:
    with_a_parcel(settings).close()
    mailbox = Mailbox(settings.parent / "data" / "mail.db")
    mailbox.save_up(Mark("a" * 16, 9))
    mailbox.close()
    assert errands.audit_of(settings).broken_at == 6
