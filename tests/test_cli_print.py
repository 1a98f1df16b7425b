from pathlib import Path

from tests.terminal import POINT, kiosk


def test_a_point_without_a_printer_is_told_so_and_exits_1(settings: Path) -> None:
    told = kiosk("print", "--config", settings, "test-slip")
    assert told.exit_code == 1
    assert told.output.strip()


def test_cell_labels_come_out_of_a_file_printer(settings: Path, tmp_path: Path) -> None:
    paper = tmp_path / "paper.bin"
    printer = f'[printer]\ndriver = "file"\npath = "{paper}"\n'
    racks = '[shelves]\nracks = [ { name = "A", count = 12 } ]\n'
    settings.write_text(POINT + printer + racks, encoding="utf-8")
    told = kiosk("print", "--config", settings, "cell", "A-07")
    assert (told.exit_code, "A-07" in told.output) == (0, True)
    assert paper.stat().st_size > 1000
