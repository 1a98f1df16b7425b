"""A counter with a morning's work done, on a stand, for every test of a screen."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from msgspec import Struct

from kiosk.core.facts.stockroom import StorageExtended
from kiosk.hw.ports import Scan, Symbology
from kiosk.trial import item_pictures
from kiosk.trial.showroom import Showroom
from kiosk.trial.stand import Stand
from kiosk.ui.kit.screen import Screen
from kiosk.ui.loop import Loop

HOUR_MS = 3_600_000


class Room(Struct):
    """A showroom and the stand it is seen on."""

    show: Showroom
    stand: Stand

    def open(self, screen: Screen) -> Loop:
        """Show a screen; home is the counter's own."""
        return self.stand.open(screen, self.show.office.home)

    @property
    def loop(self) -> Loop:
        return self.stand.loop

    def scan(self, text: str, source: str = "hand") -> None:
        """Let a scanner read a code."""
        self.stand.signals.append(Scan(text, Symbology.UNKNOWN, source, self.stand.time))
        self.stand.turn()

    def tap(self, widget: str) -> None:
        """Touch a widget, and wait out the pause between two taps."""
        self.stand.wait(0.4)
        assert self.loop.tap(widget), f"{widget} is not on {self.loop.screen.name}"
        self.stand.turn()

    def type(self, pad: str, text: str) -> None:
        """Touch the keys of a pad."""
        names = {"*": "star", "-": "dash"}
        for sign in text:
            self.tap(f"{pad}.{names.get(sign, sign)}")

    @property
    def screen(self) -> str:
        return self.loop.screen.name

    @property
    def said(self) -> str:
        spoken = self.loop.spoken
        return f"{spoken.text}. {spoken.step}" if spoken else ""

    def words(self) -> str:
        """Everything written on the screen."""
        return " | ".join(str(row["text"]) for row in self.loop.screen.tree())


def end_terms(room: Room) -> tuple[str, str]:
    """Let one term be over and another end soon; tells their cells."""
    counter = room.show.desk.counter
    at, stock = counter.clock().at, room.show.plan.stock.lines
    parcels = [p for p in map(room.show.file.parcels.get, (line.parcel for line in stock)) if p]
    over = parcels[0]
    soon = next(p for p in parcels if p.cell != over.cell)
    with counter.unit():
        counter.record(StorageExtended(over.parcel, at - HOUR_MS), actor="central")
        counter.record(StorageExtended(soon.parcel, at + HOUR_MS), actor="central")
    room.show.desk.lamps.put(None)
    return over.cell or "", soon.cell or ""


@cache
def shoe() -> bytes:
    """The picture of every parcel's goods."""
    return item_pictures.render("shoe", 1, 96)


@pytest.fixture(scope="session")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Showroom]:
    """A closed showroom in a language: its morning is worked once, for all rooms."""

    @cache
    def work(language: str) -> Showroom:
        show = Showroom(tmp_path_factory.mktemp(f"morning-{language}"), language, lambda _: None)
        show.close()
        return show

    return work


@pytest.fixture
def make_room(tmp_path: Path, morning: Callable[[str], Showroom]) -> Iterator[Callable[..., Room]]:
    """Make rooms: language and size of the screen."""
    made: list[Room] = []

    def make(language: str = "en", size: str = "L") -> Room:
        stand = Stand(size, language)
        folder = tmp_path / f"{len(made)}"
        folder.mkdir()
        show = Showroom(folder, language, lambda _: shoe(), morning(language))
        made.append(Room(show, stand))
        return made[-1]

    yield make
    for room in made:
        room.show.close()


@pytest.fixture
def room(make_room: Callable[..., Room]) -> Room:
    """One in English on the large screen."""
    return make_room()
