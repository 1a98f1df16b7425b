from kiosk.ui.kit.screen import Screen
from tests.ui.screens.conftest import Room


def test_every_door_leads_to_a_screen_of_its_name(room: Room) -> None:
    doors = room.show.office.doors
    made: dict[str, Screen] = {
        "home": doors.home(),
        "lock": doors.lock(),
        "deliveries": doors.deliveries(),
        "menu": doors.menu(),
        "health": doors.health(),
        "cell": doors.cell("A-01"),
        "parcel": doors.parcel("48210001-7829-1"),
        "results": doors.results(()),
        "accept": doors.accept("D-1"),
        "device": doors.device("printer"),
        "selftest": doors.selftest(),
        "light_map": doors.light_map("lights", walking=True),
        "shelves": doors.shelves(),
    }
    assert {name: screen.name for name, screen in made.items()} == {n: n for n in made}
