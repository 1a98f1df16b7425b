"""`kiosk print`: papers with the counter stopped."""

from pathlib import Path

import msgspec
import pytest

from kiosk import build, printout
from kiosk.store.counter_file import CounterFile
from kiosk.store.db import Busy
from kiosk.trial.showroom import POLICY

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\nlanguage = "ru"\n'
PRINTER = '[printer]\ndriver = "file"\npath = "{}/receipts.bin"\n'
LABELS = '[label_printer]\ndriver = "file"\npath = "{}/labels.bin"\nwidth = 384\n'


def settings(folder: Path, *tables: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(POINT + "".join(table.format(folder) for table in tables), encoding="utf-8")
    return path


def test_a_slip_comes_out_of_every_printer(tmp_path: Path) -> None:
    ended = list(printout.test_slips(settings(tmp_path, PRINTER, LABELS)))
    assert [(one.printer, one.outcome, one.ok) for one in ended] == [
        ("printer", "unproved", True),
        ("label_printer", "unproved", True),
    ]
    assert (tmp_path / "receipts.bin").read_bytes()[:2] == b"\x1b@"


def test_labels_and_cards_go_where_the_counter_sends_them(tmp_path: Path) -> None:
    path = settings(tmp_path, PRINTER, LABELS)
    ended = [*printout.cell_labels(path, ["A-07", "B-01"]), *printout.cards(path)]
    assert {one.printer for one in ended} == {"label_printer"}
    assert [one.paper for one in ended[:3]] == ["label A-07", "label B-01", "card 1"]
    assert not (tmp_path / "receipts.bin").exists()
    alone = settings(tmp_path, PRINTER)
    assert [one.printer for one in printout.cell_labels(alone, ["A-07"])] == ["printer"]


@pytest.mark.slow
def test_the_deck_has_the_reasons_and_bags_of_the_network(tmp_path: Path) -> None:
    path = settings(tmp_path, PRINTER)
    usual = len(list(printout.cards(path)))
    (tmp_path / "data").mkdir()
    file = CounterFile(tmp_path / "data" / "counter.db", "kiosk-7731", epoch="0" * 16, at=1)
    rules = POLICY | {"refuse_reasons": [{"key": "stained"}], "bags": []}
    with file.unit():
        file.keep_rules("ozon_like", msgspec.json.encode(rules))
    file.close()
    assert len(list(printout.cards(path))) == usual - 3 - 2
    (tmp_path / "data" / "counter.db").write_bytes(b"torn" * 1000)
    assert len(list(printout.cards(path))) == usual, "the deck needs no books"


def test_what_cannot_be_printed_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(printout.NotThere, match="07x is no name of a cell; one is A-07"):
        list(printout.cell_labels(settings(tmp_path, PRINTER), ["A-01", "07x"]))
    with pytest.raises(printout.NotThere, match=r"write its table \[printer\]"):
        list(printout.test_slips(settings(tmp_path)))
    (slip, _) = printout.test_slips(settings(tmp_path, LABELS))
    assert (slip.ok, slip.outcome) == (False, "there is only a label printer")


def test_a_printer_that_is_away_is_told_by_its_fault(tmp_path: Path) -> None:
    net = '[printer]\ndriver = "network"\nhost = "127.0.0.1"\nport = 1\n'
    (slip,) = printout.test_slips(settings(tmp_path, net))
    assert (slip.ok, slip.outcome) == (False, "printer: absent: the printer does not answer")


def test_a_running_counter_keeps_its_printers(tmp_path: Path) -> None:
    path = settings(tmp_path, PRINTER)
    (tmp_path / "identity").mkdir()
    (tmp_path / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    app = build.counter_of(path, headless=True)
    with pytest.raises(Busy, match="the counter runs and has the printers"):
        list(printout.test_slips(path))
    app.close()


def test_blank_badges_are_each_another(tmp_path: Path) -> None:
    path = settings(tmp_path, PRINTER)
    assert [one.ok for one in printout.badges(path, 2)] == [True, True]
    printed = (tmp_path / "receipts.bin").read_bytes()
    assert len(printed) > 1000
