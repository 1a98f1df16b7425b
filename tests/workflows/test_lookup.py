"""`kiosk find` beside a running counter: files in, files out, nothing of it believed."""

import os
from functools import partial
from pathlib import Path
from typing import IO, Any

import pytest

from kiosk.core import codes
from kiosk.core.codes import MAX_BYTES
from kiosk.core.facts.fact import Item
from kiosk.hw.ports import Colour, Lamp, Rhythm
from kiosk.workflows import lookup
from kiosk.workflows.lookup import NOWHERE, Where
from tests.workflows.conftest import Point


def _ask(point: Point, text: str, name: str = "find-1") -> Where | None:
    told = lookup.ask(point.runtime, name, text)
    point.desk.tick(0.0)
    return lookup.answer(told)


def test_a_parcel_is_found_and_its_cell_lit(point: Point) -> None:
    point.stock("c1", "P1")
    assert _ask(point, "P1") == Where(True, "P1", "stored", "A-01", lit=True)  # noqa: FBT003
    assert point.lights.now == {"A-01": Lamp((Colour.AMBER,), Rhythm.TAKE)}
    assert list(point.runtime.iterdir()) == []


def test_a_cell_is_found_too(point: Point) -> None:
    assert _ask(point, "CELL:A-02") == Where(True, cell="A-02", lit=True)  # noqa: FBT003
    assert _ask(point, "CELL:X-99") == NOWHERE


@pytest.mark.parametrize("code", ["4600000000017", "010460000000001721AbC!x"])
def test_goods_are_found_by_what_stands_on_them(point: Point, code: str) -> None:
    point.stock("c1", "P1", "P2", items=(Item("Lamp", barcode="4600000000017"),))
    found = Where(True, "P2", "stored", "A-01", lit=True, more=1)  # noqa: FBT003
    assert _ask(point, code) == found


def test_a_parcel_without_a_cell_lights_nothing(point: Point) -> None:
    point.stock("c1", "P1")
    card = point.desk.issue.open(point.shown("c1"))
    point.desk.issue.pick(card.session.session, "P1")  # type: ignore[union-attr]
    assert _ask(point, "P1") == Where(True, "P1", "picked")  # noqa: FBT003


@pytest.mark.parametrize("text", ["P9", "", "\x00", "x" * 5 * MAX_BYTES, "../../etc/passwd"])
def test_what_is_not_known_is_said_so(point: Point, text: str) -> None:
    assert _ask(point, text) == NOWHERE


def test_bytes_that_are_no_text_are_answered(point: Point) -> None:
    (point.runtime / "bad.ask").write_bytes(b"\xff\xfe\x00")
    point.desk.tick(0.0)
    assert lookup.answer(point.runtime / "bad.told") == NOWHERE


def test_a_heap_of_requests_is_worked_off_a_few_a_tick(point: Point) -> None:
    for n in range(9):
        lookup.ask(point.runtime, f"find-{n}", "P9")
    point.desk.tick(0.0)
    assert len(list(point.runtime.glob("*.told"))) == lookup.MOST_AT_ONCE
    point.desk.tick(0.0)
    point.desk.tick(0.0)
    assert len(list(point.runtime.glob("*.told"))) == 9


def test_what_is_no_file_stops_nothing_and_takes_nobodys_turn(point: Point) -> None:
    for n in range(lookup.MOST_AT_ONCE):
        (point.runtime / f"a-{n}.ask").mkdir()
    os.mkfifo(point.runtime / "b.ask")
    (point.runtime / "c.ask").symlink_to("/dev/zero")
    point.stock("c1", "P1")
    assert _ask(point, "P1") == Where(True, "P1", "stored", "A-01", lit=True)  # noqa: FBT003


def test_a_request_nobody_may_read_is_answered_and_cleared_away(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def refuse(path: Path, mode: str = "r") -> IO[Any]:
        if path.suffix == lookup.ASK and mode == "rb":  # a mode of the file stops no root
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, mode)

    told = lookup.ask(point.runtime, "find-1", "P1")
    with monkeypatch.context() as refused:
        refused.setattr(Path, "open", refuse)
        point.desk.tick(0.0)
    assert lookup.answer(told) == NOWHERE
    assert list(point.runtime.iterdir()) == []


def test_an_answer_that_cannot_be_written_stops_nothing(point: Point) -> None:
    told = lookup.ask(point.runtime, "find-1", "P1")
    told.mkdir()
    point.desk.tick(0.0)
    assert not (point.runtime / "find-1.ask").exists()


def test_no_answer_yet_is_none(tmp_path: Path) -> None:
    assert lookup.answer(tmp_path / "x.told") is None


def test_the_rows_alone_tell_where_a_parcel_is(point: Point) -> None:
    point.stock("c1", "P1")
    read = partial(codes.read, lookup=point.store.known_as)
    assert lookup.where("P1", point.store, read) == Where(True, "P1", "stored", "A-01")  # noqa: FBT003
    assert lookup.where("P9", point.store, read) == NOWHERE
