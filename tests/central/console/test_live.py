"""Pages that renew themselves."""

import asyncio
import re
from contextlib import aclosing

import pytest
from starlette.responses import StreamingResponse

from kiosk.central.console import live
from kiosk.central.console.call import Call
from kiosk.central.console.desk import Later
from kiosk.central.console.sessions import Stage
from kiosk.central.openings import DAY_MS
from kiosk.core.facts import opening as facts
from kiosk.core.opening_letters import OpeningStageSet
from kiosk.core.opening_words import OpeningStage
from tests.central.console.openings import Opened
from tests.central.console.stand import Stand
from tests.central.console.test_call import call_of


def _looking(stand: Stand) -> Call:
    stand.add("anna")
    user = stand.central.store.users.get("anna")
    assert user is not None
    token, session = stand.desk.sessions.begin("anna", Stage.FULL, user.version)
    call = call_of(stand, cookie=f"visit={token}")
    call.session, call.user = session, user
    return call


def test_a_piece_comes_at_once_and_again_when_it_is_another(stand: Stand) -> None:
    call, pieces = _looking(stand), iter(["one\n<b>", "one\n<b>", "two"])

    async def piece() -> str:
        return next(pieces)

    async def look() -> list[str]:
        async with aclosing(live.events(call, piece)) as told:
            return [await anext(told), await anext(told)]

    live.LOOK_S, kept = 0.0, live.LOOK_S
    try:
        assert stand.run(look()) == ["data: one\ndata: <b>\n\n", "data: two\n\n"]
    finally:
        live.LOOK_S = kept
    assert stand.desk.streams == 0


def test_it_ends_with_the_visit_and_makes_none_last(stand: Stand) -> None:
    call = _looking(stand)
    stand.mono += 1700

    async def piece() -> str:
        stand.mono += 200  # nobody asks meanwhile
        return "one"

    async def look() -> list[str]:
        return [told async for told in live.events(call, piece)]

    live.LOOK_S, kept = 0.0, live.LOOK_S
    try:
        assert stand.run(look()) == ["data: one\n\n", "event: over\ndata:\n\n"]
    finally:
        live.LOOK_S = kept


def test_books_in_trouble_end_it_so_that_the_browser_asks_again(stand: Stand) -> None:
    call = _looking(stand)

    async def piece() -> str:
        raise Later("StoreTrouble")

    async def look() -> list[str]:
        return [told async for told in live.events(call, piece)]

    assert stand.run(look()) == []
    assert stand.desk.streams == 0


def test_it_ends_when_the_console_closes(stand: Stand) -> None:
    visitor = stand.signed_in()
    stand.desk.closing.set()
    answer = visitor.ask("GET", "/live/points")
    assert (answer.status_code, answer.text) == (200, "event: over\ndata:\n\n")
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_too_many_watchers_are_turned_away(stand: Stand) -> None:
    visitor = stand.signed_in()
    stand.desk.streams = live.MOST_STREAMS
    assert visitor.ask("GET", "/live/points").status_code == 503


@pytest.mark.parametrize(
    ("page", "question"), [("all_openings", ""), ("one_opening", "opening=O-1&seen=3")]
)
def test_openings_are_read_again_only_once_there_is_something_new(
    stand: Stand, page: str, question: str
) -> None:
    one = Opened(stand)
    one.submit()
    reader = stand.desk.means.reader
    asked = _Asked()
    reader.set_trace_callback(asked.hear)  # type: ignore[attr-defined]
    call = _looking(stand)
    call.request.scope["query_string"] = question.encode()

    async def look() -> None:
        asked.begin()
        made = live.all_openings if page == "all_openings" else live.one_opening
        answer = await made(call)
        assert isinstance(answer, StreamingResponse)
        pieces = aiter(answer.body_iterator)
        assert "submitted" in str(await anext(pieces))
        assert asked.decoded == 1
        nothing = asyncio.ensure_future(anext(pieces))
        await asked.looks(3)  # and finds the same
        assert (asked.decoded, nothing.done()) == (1, False)
        one.tell(facts.OpeningStageSet("O-1", OpeningStage.LOCATION_REVIEW, "", stand.at + DAY_MS))
        assert "place under review" in str(await nothing)
        assert asked.decoded == 2
        late = asyncio.ensure_future(anext(pieces))
        stand.at += DAY_MS
        await asked.looks(3)
        assert (asked.decoded, late.done()) == (2, False), "to the last moment it is in time"
        stand.at += 1
        assert "overdue" in str(await late)
        assert asked.decoded == 3

    live.LOOK_S, kept = 0.0, live.LOOK_S
    try:
        stand.run(asyncio.wait_for(look(), 30))
    finally:
        live.LOOK_S = kept
        reader.set_trace_callback(None)  # type: ignore[attr-defined]


class _Asked:
    """What a connection was asked, heard in whatever thread.

    Attributes:
        decoded: how often bodies of openings were.
    """

    def __init__(self) -> None:
        self.decoded, self._marks, self._heard = 0, 0, asyncio.Event()

    def begin(self) -> None:
        self._loop = asyncio.get_running_loop()

    def hear(self, sql: str) -> None:
        self.decoded += "SELECT book.point, name, body" in sql
        self._marks += "substr(type" in sql
        self._loop.call_soon_threadsafe(self._heard.set)

    async def looks(self, more: int) -> None:
        """Wait until the books were asked so many times more whether anything is new."""
        wanted = self._marks + more
        while self._marks < wanted:
            self._heard.clear()
            if self._marks < wanted:
                await self._heard.wait()


def test_the_mark_of_a_decision_on_its_way_is_read_whole(stand: Stand) -> None:
    one = Opened(stand)
    one.submit()
    with stand.central.store.unit():
        told = [OpeningStageSet("O-1", OpeningStage.LOCATION_REVIEW, 3)]
        stand.central.store.queue("p1", told, stand.at, "anna")
    page = stand.signed_in().get("/openings/O-1").text
    found = re.search(r"seen=([0-9]+\.[0-9]{13})\"", page)
    assert found is not None
    call = _looking(stand)
    call.request.scope["query_string"] = f"opening=O-1&seen={found[1]}".encode()

    async def look() -> str:
        answer = await live.one_opening(call)
        assert isinstance(answer, StreamingResponse)
        return str(await anext(aiter(answer.body_iterator)))

    piece = stand.run(look())
    assert "has not taken it yet" in piece
    assert "gone on since" not in piece
