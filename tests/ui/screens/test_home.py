from collections.abc import Callable

import pytest

from kiosk.core.refusals import Refused
from kiosk.core.words import StocktakeScope
from kiosk.hw.ports import Scan, Symbology
from kiosk.ui.kit.lint import findings
from kiosk.ui.screens.home import HomeScreen
from kiosk.workflows.give_back import GiveBack
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_put_back import leave


def home(room: Room) -> None:
    room.open(room.show.office.doors.home())


def test_a_typed_parcel_code_opens_the_parcel(room: Room) -> None:
    home(room)
    room.type("home.code", room.show.plan.stock.lines[0].parcel)
    room.tap("home.code.enter")
    assert room.screen == "parcel"


def test_the_last_four_of_a_phone_lead_to_their_customers(room: Room) -> None:
    home(room)
    room.type("home.code", room.show.plan.customers[0].last_four)
    room.tap("home.code.enter")
    assert room.screen == "results"
    assert room.show.plan.customers[0].masked_name in room.words()


def test_too_few_digits_are_answered_in_words(room: Room) -> None:
    home(room)
    room.type("home.code", "12")
    room.tap("home.code.enter")
    assert room.screen == "home"
    assert room.said


def test_a_parked_visit_is_resumed_from_home(room: Room) -> None:
    card = room.show.serve(0)
    session = card.session.session if card.session else ""
    room.show.desk.issue.park(session)
    home(room)
    room.tap(f"home.session.{session}")
    assert room.screen == "customer"


def test_the_keyboard_opens_and_closes(room: Room) -> None:
    home(room)
    room.tap("home.code.abc")
    screen = room.loop.screen
    assert isinstance(screen, HomeScreen)
    assert screen.writing
    assert screen.find("home.keys") is not None


def test_letters_find_goods_and_people(room: Room) -> None:
    home(room)
    screen = room.loop.screen
    assert isinstance(screen, HomeScreen)
    screen.typing.add("headph")
    room.tap("home.code.enter")
    assert room.screen == "results"


def typed(room: Room, text: str) -> HomeScreen:
    """Type on the pad of home; tells the screen."""
    home(room)
    room.type("home.code", text)
    screen = room.loop.screen
    assert isinstance(screen, HomeScreen)
    return screen


def test_what_is_typed_is_found_key_by_key(room: Room) -> None:
    first, second = (room.show.plan.stock.lines[n].parcel.replace("-", "") for n in (0, 1))
    screen = typed(room, first[:3])
    assert screen.find("home.found") is None, "three digits are too few"
    assert screen.find("home.camera") is not None
    room.type("home.code", first[3:])
    assert [hit.id for hit in screen.hits or ()] == [room.show.plan.stock.lines[0].parcel]
    for _ in first:
        room.tap("home.code.back")
    assert screen.hits is None, "nothing stays of what was erased"
    room.type("home.code", second)
    assert [hit.id for hit in screen.hits or ()] == [room.show.plan.stock.lines[1].parcel]


def test_one_tap_opens_what_is_found_so_far(room: Room) -> None:
    parcel = room.show.plan.stock.lines[0].parcel
    typed(room, parcel[:12])
    room.tap(f"hit.{parcel}")
    assert room.screen == "parcel"


def test_nothing_found_so_far_is_said_and_enter_still_tries_it(room: Room) -> None:
    screen = typed(room, "0000000000")
    listed = screen.find("home.found")
    assert screen.hits == ()
    assert "Nothing found so far" in listed.empty  # type: ignore[union-attr]
    room.tap("home.code.enter")
    assert room.screen == "results"


def test_a_pickup_code_is_not_searched_for(room: Room) -> None:
    screen = typed(room, "48210031*83")
    assert screen.hits is None
    assert screen.find("home.camera") is not None


def test_a_scan_is_answered_while_something_is_typed(room: Room) -> None:
    typed(room, "4821")
    room.scan(room.show.plan.stock.lines[0].parcel)
    assert room.screen == "parcel"


@pytest.mark.parametrize("size", ["L", "M"])
def test_the_keyboard_leaves_room_for_what_is_found(
    size: str, make_room: Callable[..., Room]
) -> None:
    room = make_room(size=size)
    home(room)
    room.tap("home.code.abc")
    screen = room.loop.screen
    assert isinstance(screen, HomeScreen)
    for letter in "head":
        room.tap(f"home.keys.key.{letter}")
    keys = screen.find("home.keys")
    rows = [screen.find(f"hit.{hit.id}") for hit in screen.hits or ()]
    shown = [row for row in rows if row is not None]
    assert keys is not None
    assert shown
    assert all(row.rect.bottom <= keys.rect.top for row in shown)
    room.tap(shown[0].id)
    assert room.screen == "parcel"


def test_the_curtain_covers_what_is_found(room: Room) -> None:
    screen = typed(room, room.show.plan.customers[0].last_four)
    name = room.show.plan.customers[0].masked_name
    assert name in room.words()
    screen.curtained = True
    screen.renew()
    room.stand.turn()
    assert name not in room.words()


def test_home_asks_once_who_waits(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, live = [], GiveBack.live
    monkeypatch.setattr(GiveBack, "live", lambda self: looked.append(1) or live(self))
    room.open(room.show.office.doors.home())
    room.loop.settle()
    assert len(looked) == 1


def chips(room: Room) -> list[str]:
    """The ids of what waits below the camera, from the left."""
    room.open(room.show.office.doors.home())
    room.loop.settle()
    kinds = ("home.session", "home.line", "home.door", "home.putback", "home.count", "home.return")
    told = [str(row["id"]) for row in room.loop.screen.tree()]
    return [name for name in told if name.startswith((*kinds, "home.undo"))]


def crowd(room: Room) -> list[str]:
    """Let two visits wait, parcels lie on the counter and a count be open; tells the visits."""
    leave(room, 2, 3)
    cells = [load.cell.cell for load in room.show.file.cells.loads() if load.units][:2]
    room.show.desk.count.start(StocktakeScope.CELLS, chosen=tuple(cells))
    visits = [card.session for card in map(room.show.serve, (0, 1)) if card.session]
    return [f"home.session.{visit.session}" for visit in visits]


def issue(room: Room, turn: int) -> None:
    """Issue one parcel to a customer, which can be undone for a minute."""
    card, desk = room.show.serve(turn), room.show.desk
    assert card.session
    desk.issue.pick(card.session.session, card.ready[0].parcel)
    assert not isinstance(desk.issue.complete(card.session.session), Refused)


def test_undo_keeps_its_place_and_the_least_urgent_gives_way(room: Room) -> None:
    visits = crowd(room)
    assert chips(room) == [*visits, "home.putback", "home.count"]
    issue(room, 4)
    assert chips(room) == [*visits, "home.putback", "home.undo"]
    card = room.show.serve(5)
    assert card.session
    third = f"home.session.{card.session.session}"
    assert chips(room) == [*visits, third, "home.putback", "home.undo"], "visits go first"


@pytest.mark.parametrize("size", ["L", "M"])
@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_undo_and_help_keep_their_places_when_many_wait_at_the_door(
    language: str, size: str, make_room: Callable[..., Room]
) -> None:
    room = make_room(language, size)
    issue(room, 0)
    door = room.show.desk.doorline
    for code in (*map(room.show.code_of, range(1, 6)), "99999999*0000"):
        door.scanned(Scan(code, Symbology.QR, "door", 1.0))
    assert chips(room)[3:] == ["home.door", "home.undo"], "the line can only be read"
    assert findings(room.loop.screen, room.show.desk.lamps.shown.lit) == []
