import threading
import time
from pathlib import Path

import pytest

from kiosk import build, errands
from kiosk.config import load
from kiosk.core.facts.stockroom import (
    DeliveryAnnounced,
    ParcelExpected,
    ParcelReceived,
    ParcelStored,
)
from kiosk.core.lampmap import LampMap
from kiosk.hw.cellmap import Led
from kiosk.hw.lights import PALETTE
from kiosk.hw.ports import Colour
from kiosk.hw.sim.lights_wled import SimWled
from kiosk.store.db import CannotOpen
from kiosk.sync.mailbox import Mailbox, Mark
from kiosk.workflows.lookup import Where
from tests.waiting import eventually

CODE = "48210001-0001-1"


def with_a_parcel(shelved: Path) -> build.CounterApp:
    app = build.counter_of(shelved, headless=True)
    counter = app.desk.counter
    with counter.unit():
        counter.record(
            DeliveryAnnounced("D-1", "Meridian", 1),
            ParcelExpected(CODE, "D-1", order="48210001-0001"),
            ParcelReceived(CODE, "D-1"),
            ParcelStored(CODE, "A-07"),
            actor="central",
        )
    return app


def test_a_parcel_is_found_in_a_stopped_counters_file(shelved: Path) -> None:
    with_a_parcel(shelved).close()
    before = (shelved.parent / "data" / "counter.db").read_bytes()
    found = errands.find_of(shelved, CODE)
    assert (found.known, found.state, found.cell) == (True, "stored", "A-07")
    assert errands.find_of(shelved, "CELL:A-03").cell == "A-03"
    assert not errands.find_of(shelved, "12345678-0001-1").known
    assert (shelved.parent / "data" / "counter.db").read_bytes() == before


def test_where_no_counter_ever_worked_it_says_so(shelved: Path) -> None:
    with pytest.raises(CannotOpen, match=r"no counter has worked in .*/data yet"):
        errands.find_of(shelved, CODE)


ASKED = {  # as people type it -> (parcel, cell, delivery, more)
    CODE: (CODE, "A-07", "", 0),
    f"  {CODE}\u00a0": (CODE, "A-07", "", 0),
    f"]C1{CODE}\r": (CODE, "A-07", "", 0),
    "P:0123456789": ("P:0123456789", "", "", 0),
    "З:0123456789": ("P:0123456789", "", "", 0),  # typed on Russian keys
    "A-03": ("", "A-03", "", 0),
    "a-03": ("", "A-03", "", 0),
    "ф-03": ("", "A-03", "", 0),
    "CELL:A-03": ("", "A-03", "", 0),
    "cell:a-03": ("", "A-03", "", 0),
    "48210001-0001": (CODE, "A-07", "", 1),  # the first one that lies on the shelf
    "D-1": ("", "", "D-1", 0),
}
STRANGE = ("12345678-0001-1", "A-99", "p:0123456789", "", "\udcff\udcfe", "x" * 9999, "\x00")


def _told(found: Where) -> tuple[str, str, str, int]:
    return (found.parcel, found.cell, found.delivery, found.more)


def _with_more(shelved: Path) -> build.CounterApp:
    app = with_a_parcel(shelved)
    counter = app.desk.counter
    with counter.unit():
        counter.record(
            ParcelExpected("48210001-0001-0", "D-1", order="48210001-0001"),
            ParcelExpected("P:0123456789", "D-1"),
            actor="central",
        )
    return app


def test_a_stopped_counter_knows_what_people_type(shelved: Path) -> None:
    _with_more(shelved).close()
    assert {text: _told(errands.find_of(shelved, text)) for text in ASKED} == ASKED
    assert errands.find_of(shelved, "D-1").state == "announced"
    assert [text for text in STRANGE if errands.find_of(shelved, text).known] == []


@pytest.mark.slow
def test_a_running_counter_knows_the_same(shelved: Path) -> None:
    app = _with_more(shelved)
    told: dict[str, Where] = {}

    def ask() -> None:
        told.update({text: errands.find_of(shelved, text) for text in (*ASKED, *STRANGE)})

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    while asking.is_alive():
        app.turn(0.01)
    app.close()
    assert {text: _told(told[text]) for text in ASKED} == ASKED
    assert [text for text in STRANGE if told[text].known] == []


def test_a_folder_that_takes_no_request_is_said_so(shelved: Path) -> None:
    app = with_a_parcel(shelved)
    (shelved.parent / "run").rmdir()
    with pytest.raises(CannotOpen, match=r"/run takes no request: No such file"):
        errands.find_of(shelved, CODE)
    app.close()


def test_a_running_counter_answers_by_a_file(shelved: Path) -> None:
    app = with_a_parcel(shelved)
    found: list[str] = []
    asking = threading.Thread(
        target=lambda: found.append(errands.find_of(shelved, CODE).cell), daemon=True
    )
    asking.start()
    while asking.is_alive():
        app.turn(0.01)
    assert found == ["A-07"]
    app.close()


def test_a_counter_that_does_not_answer_is_said_so(shelved: Path) -> None:
    app = with_a_parcel(shelved)
    with pytest.raises(TimeoutError, match="does not answer"):
        errands.find_of(shelved, CODE)
    assert list((shelved.parent / "run").glob("*.ask")) == []
    app.close()


def test_a_cell_without_a_lamp_is_not_lit(shelved: Path) -> None:
    assert not errands.hold_light(shelved, "A-07", 0.0)


def test_the_map_made_at_the_counter_counts_for_whoever_stopped_it(shelved: Path) -> None:
    text = shelved.read_text(encoding="utf-8")
    lights = '[[lights]]\nname = "wall"\ndriver = "hc595"\ncount = 2\ncells = "wall"\n'
    cells = '[cells]\nwall = [ { cells = "A-01", start = 0 } ]\n'
    shelved.write_text(f"{text}{lights}{cells}", encoding="utf-8")
    config = load(shelved)
    assert set(errands.mapped_gear(config, shelved.parent).leds) == {"A-01"}
    app = with_a_parcel(shelved)
    with app.file.unit():
        app.file.lamps.keep("wall", LampMap(("", "A-07")))
    app.close()
    assert errands.mapped_gear(config, shelved.parent).leds == {"A-07": Led("wall", 1, 1)}


def test_a_chain_that_is_away_keeps_no_other_dark(shelved: Path) -> None:
    wled = SimWled(8, time.monotonic, time.sleep)
    lights = "".join(
        f'[[lights]]\nname = "{name}"\ndriver = "wled"\nhost = "127.0.0.1"\nport = {port}\n'
        f'count = 8\ncells = "{name}"\n'
        for name, port in (("away", 1), ("here", wled.port))
    )
    runs = {"away": "A-01..A-06", "here": "A-07..A-12"}
    cells = "".join(
        f'{name} = [ {{ cells = "{run}", start = 0 }} ]\n' for name, run in runs.items()
    )
    text = shelved.read_text(encoding="utf-8")
    shelved.write_text(f"{text}{lights}[cells]\n{cells}", encoding="utf-8")
    assert errands.hold_light(shelved, "A-08", 0.0)
    lit = bytes((4, 5, 0, 0, *bytes(3), *PALETTE[Colour.AMBER], *bytes(18)))
    eventually(lambda: lit in wled.packets)
    assert not errands.hold_light(shelved, "A-01", 0.0)
    wled.close()


def test_the_audit_reads_only_and_finds_all_well(shelved: Path) -> None:
    with_a_parcel(shelved).close()
    found = errands.audit_of(shelved)
    assert (found.rows, found.broken_at, found.differing) == (5, None, ())


def test_the_audit_misses_what_the_central_has_and_the_counter_lost(shelved: Path) -> None:
    with_a_parcel(shelved).close()
    mailbox = Mailbox(shelved.parent / "data" / "mail.db")
    mailbox.save_up(Mark("a" * 16, 9))
    mailbox.close()
    assert errands.audit_of(shelved).broken_at == 6


def test_the_counter_is_asked_to_fetch_everything_anew(settings: Path) -> None:
    errands.ask_resync(settings)
    app = build.counter_of(settings, headless=True)
    try:
        app.desk.tick(0.0)
        types = app.file.journal.count_types()
    finally:
        app.close()
    assert types["sync.snapshot_asked"] == 1


def test_a_folder_that_takes_no_wish_is_told(settings: Path) -> None:
    (settings.parent / "run").write_text("a file", encoding="utf-8")
    with pytest.raises(CannotOpen, match="takes no request"):
        errands.ask_resync(settings)
