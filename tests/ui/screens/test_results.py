from tests.ui.screens.conftest import Room


def test_a_hit_opens_what_it_names(room: Room) -> None:
    hits = room.show._hits()
    room.open(room.show.office.doors.results(hits))
    room.tap(f"hit.{hits[0].id}")
    assert room.screen == "parcel"


def test_nothing_found_is_a_sentence_with_a_next_step(room: Room) -> None:
    room.open(room.show.office.doors.results(()))
    listed = room.loop.screen.find("results.list")
    assert "scan the label" in listed.empty
