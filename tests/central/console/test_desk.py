"""The two ways to the books."""

import asyncio
import threading

import pytest

from kiosk.central.console import desk
from kiosk.central.console.desk import Later
from kiosk.central.sql import Sql
from kiosk.central.store import Store, StoreTrouble, StoreUnsure
from tests.central.console.stand import Stand


def test_what_is_written_is_one_transaction(stand: Stand) -> None:
    def half(store: Store) -> None:
        store.place("p1", 1, 2)
        raise StoreTrouble("full")

    with pytest.raises(Later):
        stand.run(stand.desk.write(half))
    assert stand.central.rows("SELECT * FROM point_place") == []


def test_a_desk_that_nobody_answers_says_later(stand: Stand) -> None:
    stand.stopped.set()
    stand._writing.join()

    async def many() -> list[object]:
        doing = [stand.desk.write(lambda store: store.place("p1", 1, 2)) for _ in range(65)]
        return await asyncio.gather(
            *(asyncio.wait_for(one, 0.2) for one in doing), return_exceptions=True
        )

    kinds = {type(one) for one in stand.run(many())}
    assert Later in kinds
    assert kinds <= {Later, TimeoutError}


def test_what_has_begun_is_waited_for(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "ANSWER_S", 0.01)
    begun, go_on = threading.Event(), threading.Event()

    def slow(store: Store) -> str:
        begun.set()
        go_on.wait(30)
        store.place("p1", 1, 2)
        return "done"

    async def asked() -> tuple[object, object]:
        first = asyncio.create_task(stand.desk.write(slow))
        await asyncio.to_thread(begun.wait, 30)
        later = await asyncio.gather(
            stand.desk.write(lambda store: store.place("p1", 3, 4)), return_exceptions=True
        )  # behind it, and not begun
        go_on.set()
        return await first, later[0]

    done, later = stand.run(asked())
    assert done == "done"
    assert isinstance(later, Later)
    stand.run(stand.desk.write(lambda _store: None))
    assert stand.central.rows("SELECT lat_e6 FROM point_place") == [(1,)]


def test_books_that_cannot_be_read_say_later(stand: Stand) -> None:
    def trouble(_books: Sql) -> None:
        raise StoreTrouble("gone")

    with pytest.raises(Later):
        stand.run(stand.desk.read(trouble))


def test_a_reader_sees_what_was_written(stand: Stand) -> None:
    stand.run(stand.desk.write(lambda store: store.place("p1", 1, 2)))
    asked = stand.desk.read(lambda books: books.execute("SELECT * FROM point_place").fetchall())
    assert stand.run(asked) == [("p1", 1, 2)]


def test_a_page_says_that_the_books_are_in_trouble(stand: Stand) -> None:
    visitor = stand.signed_in()
    csrf = visitor.csrf("/")
    stand.central.store.place = _full  # type: ignore[method-assign]
    told = {"csrf": csrf, "lat": "1", "lon": "2"}
    answer = visitor.ask("POST", "/points/p1/place", data=told)
    assert answer.status_code == 503
    assert "Try again soon" in answer.text


def test_a_page_does_not_say_that_nothing_was_done_where_nobody_knows(stand: Stand) -> None:
    visitor = stand.signed_in()
    csrf = visitor.csrf("/")

    def lost(_point: str, _lat: int, _lon: int) -> None:
        raise StoreUnsure("gone")

    stand.central.store.place = lost  # type: ignore[method-assign]
    told = {"csrf": csrf, "lat": "1", "lon": "2"}
    answer = visitor.ask("POST", "/points/p1/place", data=told)
    assert (answer.status_code, "may be done or not" in answer.text) == (503, True)


def _full(point: str, lat_e6: int, lon_e6: int) -> None:
    raise StoreTrouble(f"{point} {lat_e6} {lon_e6}")
