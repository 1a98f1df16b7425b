from kiosk.ui.screens.home import HomeScreen
from tests.ui.screens.conftest import Room


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
