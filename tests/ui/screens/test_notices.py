from collections.abc import Callable

from msgspec.structs import replace

from kiosk.core.facts.stockroom import DeliveryAnnounced
from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.posts import MessagePosted
from kiosk.core.prints import JobState
from kiosk.hw.ports import Tick
from kiosk.workflows.notices import Unread
from tests.ui.screens.conftest import HOUR_MS, Room

LINES = {"ru": ("Закройтесь раньше",), "en": ("Close early",)}


def happen(room: Room, level: Level = Level.ACT) -> None:
    """A delivery is announced, and the network says something."""
    counter = room.show.desk.counter
    at = counter.clock().at
    with counter.unit():
        counter.record(DeliveryAnnounced("M-7", "Meridian", at + HOUR_MS, (), 1), actor="central")
        post = MessagePosted("m1", level, at + HOUR_MS, **LINES)
        counter.store.notices.keep_post(post, at)
    room.show.desk.notices.look()
    only = {"M-7", "m1"}
    gone = [n for n in room.show.desk.notices.told() if n.notice.subject not in only]
    for told in gone:  # what the morning left unfinished
        room.show.desk.notices.read(*told.notice.key)


def shown(room: Room) -> list[str]:
    rows = [str(row["id"]) for row in room.loop.screen.tree()]
    return [row for row in rows if row.startswith("notice.")]


def test_a_notice_leads_to_its_screen_and_is_seen(room: Room) -> None:
    happen(room)
    room.open(room.show.office.doors.notices())
    room.tap("notice.delivery_announced.M-7")
    assert room.screen == "accept"
    assert room.show.desk.notices.unread() == Unread(act=1)
    room.tap("bar.back")
    assert room.screen == "notices"
    assert "notice.delivery_announced.M-7" in shown(room), "seen, and still so"


def test_what_asks_for_something_comes_first_and_can_be_chosen(room: Room) -> None:
    happen(room)
    room.open(room.show.office.doors.notices())
    room.tap("notices.filter.info")
    assert "notice.delivery_announced.M-7" in shown(room)
    assert "notice.message.m1" not in shown(room)
    room.tap("notices.filter.act")
    assert "notice.message.m1" in shown(room)
    assert "notice.delivery_announced.M-7" not in shown(room)


def test_one_that_was_seen_goes_with_its_cause(room: Room) -> None:
    happen(room)
    counter, notices = room.show.desk.counter, room.show.desk.notices
    notices.read(NoticeKind.MESSAGE, "m1")
    with counter.unit():  # what waits to be printed has every screen drawn anew each second
        for job in counter.store.prints.in_state(JobState.QUEUED):
            counter.store.prints.keep(replace(job, state=JobState.SENT))
    assert not room.show.desk.prints.waiting()
    room.open(room.show.office.doors.notices())
    room.stand.signals.append(Tick(room.stand.time))
    room.stand.turn()
    assert "notice.message.m1" in shown(room)
    with counter.unit():
        counter.store.notices.drop_post("m1")
    notices.look()  # a tick after the letter was obeyed, and after its screen was drawn
    room.stand.signals.append(Tick(room.stand.time))
    room.stand.turn()
    assert "notice.message.m1" not in shown(room), "the bell counts as many as before"


def test_all_that_is_shown_is_seen_at_a_tap(room: Room) -> None:
    happen(room)
    room.open(room.show.office.doors.notices())
    room.tap("notices.filter.info")
    room.tap("notices.seen")
    assert room.show.desk.notices.unread() == Unread(act=1)
    room.tap("notices.filter.all")
    room.tap("notices.seen")
    assert room.show.desk.notices.unread() == Unread()
    assert room.loop.screen.find("notices.seen") is None


def test_a_line_of_the_network_is_read_in_ones_language_and_printed(
    make_room: Callable[..., Room],
) -> None:
    room = make_room("ru", "M")
    happen(room)
    room.open(room.show.office.doors.notices())
    room.tap("notice.message.m1")
    assert room.screen == "post"
    assert "Закройтесь раньше" in room.words()
    waiting = len(room.show.file.prints.in_state("queued"))
    room.tap("post.print")
    assert len(room.show.file.prints.in_state("queued")) == waiting + 1
    room.tap("post.done")
    assert room.screen == "notices"


def test_one_that_is_withdrawn_meanwhile_says_so(room: Room) -> None:
    happen(room)
    room.open(room.show.office.doors.post("m1"))
    with room.show.desk.counter.unit():
        room.show.file.notices.drop_post("m1")
    room.show.desk.notices.look()
    room.loop.screen.renew()
    room.stand.turn()
    assert "The network says this no more." in room.words()
    assert room.loop.screen.find("post.print") is None
