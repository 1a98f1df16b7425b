"""Photos at the counter: taken, kept before they are told, sent, and cleared away in their time."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.evidence import Skipped
from kiosk.core.facts.evidence import PhotoSkipped, PhotoTaken
from kiosk.core.facts.fact import Item
from kiosk.core.messages import ManifestLine
from kiosk.core.picture_heads import picture_head
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality, ParcelState, Purpose
from kiosk.hw.ports import DeviceHealth, DeviceState, PictureCut
from kiosk.hw.ports import PhotoTaken as Shot
from kiosk.store.pictures import Pictures
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.workflows.photos import Album
from kiosk.workflows.views import Received, Shots
from tests.faults.test_disk import no_file_beyond
from tests.sync.photo_world import jpeg, name_of
from tests.workflows.conftest import DAY_MS, T0, Point

ROOM = 5000
GOODS = name_of(jpeg(900, 7))
LINES = (ManifestLine("P1", items=(Item("Lamp", photo=GOODS),)), ManifestLine("P2"))


class Studio:
    """A point with a camera, a cutter and folders; what they are asked is answered by the test."""

    def __init__(self, point: Point) -> None:
        self.point, folder = point, point.folder
        self.asked: list[str] = []
        self.cuts: list[tuple[str, bytes, int]] = []
        self.photos, self.arrived = PhotoFolder(folder / "photos"), PhotoFolder(folder / "arrived")
        self.pictures = Pictures(folder / "pictures")
        point.album = Album(
            self.asked.append, self, self.photos, self.arrived, self.pictures.keep, ROOM
        )
        point.restart()
        self.camera(DeviceState.READY)

    def cut(self, request_id: str, raw: bytes, side: int) -> None:
        """Note what the cutter is asked for."""
        self.cuts.append((request_id, raw, side))

    def camera(self, state: DeviceState) -> None:
        self.point.desk.health.note(DeviceHealth("camera", "camera", state, "", "", 1.0))

    def restart(self) -> None:
        self.point.restart()
        self.camera(DeviceState.READY)

    def hear(self, signal: Shot | PictureCut) -> None:
        self.point.desk.photos.hear(signal)

    def shoot(self, raw: bytes, subject: str = "P1") -> Shots | Refused:
        """Take a photo to its end; the cutter answers with `raw`."""
        self.point.desk.photos.take(subject, Purpose.DAMAGE)
        self.hear(Shot(self.asked[-1], b"large", None, 1.0))
        self.hear(PictureCut(self.cuts[-1][0], raw, ""))
        return self.shots(subject)

    def shots(self, subject: str = "P1") -> Shots:
        return self.point.desk.photos.shots(subject, Purpose.DAMAGE)

    def delivered(self, name: str, reason: str = "") -> None:
        self.point.mailbox.photo_ended(name, reason, self.point.clock.stamp.at)

    def tick(self, times: int = 1) -> None:
        for _ in range(times):
            self.point.desk.photos.tick()


@pytest.fixture
def studio(point: Point, policy_letter: Callable[..., messages.PolicySet]) -> Studio:
    """A point whose network asks for two photos of a damage; P1 and P2 stand at the door."""
    point.mail(
        policy_letter(photos_damage=2, photo_side=1000, evidence_days=90),
        messages.DeliveryAnnounced("D1", "Meridian", T0),
        messages.DeliveryPart("D1", 1, LINES),
    )
    made = Studio(point)
    point.desk.accept.arrive("D1")
    point.desk.accept.receive("D1", "P1")
    return made


def test_a_photo_is_made_small_kept_for_good_and_then_told(studio: Studio) -> None:
    raw = jpeg(800)
    shots = studio.shoot(raw)
    assert shots == Shots((name_of(raw),), wanted=2)
    assert studio.cuts == [(studio.asked[0], b"large", 1000)], "by the policy's longer side"
    assert studio.photos.place(name_of(raw)).read_bytes() == raw
    (told,) = studio.point.events("photo.")
    assert told.facts == PhotoTaken(studio.asked[0], name_of(raw), "P1", Purpose.DAMAGE)
    assert told.actor == "anna"
    row = studio.point.store.photos.get(name_of(raw))
    assert row is not None
    assert (row.size, row.subject, row.urgent, row.ended_at) == (800, "P1", False, None)
    assert studio.point.desk.photos.photo(name_of(raw)) == raw


def test_one_photo_is_taken_at_a_time(studio: Studio) -> None:
    for _ in range(3):
        studio.point.desk.photos.take("P1", Purpose.DAMAGE)
    assert len(studio.asked) == 1
    assert studio.shots().is_coming


def test_who_asked_is_named_even_if_the_counter_was_locked_meanwhile(studio: Studio) -> None:
    studio.point.desk.photos.take("P1", Purpose.DAMAGE)
    studio.point.counter.signed_in = None
    studio.hear(Shot(studio.asked[-1], b"large", None, 1.0))
    studio.hear(PictureCut(studio.asked[-1], jpeg(800), ""))
    assert studio.point.events("photo.")[0].actor == "anna"


@pytest.mark.parametrize(
    "answers",
    [
        lambda ask: [Shot(ask, None, "timeout", 1.0)],
        lambda ask: [Shot(ask, b"large", None, 1.0), PictureCut(ask, None, "is not a picture")],
    ],
    ids=["no still", "no picture"],
)
def test_a_photo_that_does_not_come_is_said_and_another_can_be_taken(
    studio: Studio, answers: Callable[[str], list[Shot | PictureCut]]
) -> None:
    studio.point.desk.photos.take("P1", Purpose.DAMAGE)
    for answer in answers(studio.asked[-1]):
        studio.hear(answer)
    assert studio.shots() == Shots((), wanted=2, trouble="no_picture")
    assert studio.shoot(jpeg(800)) == Shots((name_of(jpeg(800)),), wanted=2)


def test_a_camera_that_stands_still_is_counted_photo_by_photo(studio: Studio) -> None:
    raw = jpeg(800)
    studio.shoot(raw, "P2")
    studio.shoot(raw)
    first, second = studio.shoot(raw).taken
    assert len({first, second, name_of(raw)}) == 3
    kept = studio.photos.piece(second, 0, studio.photos.size(second))
    assert picture_head(kept) == picture_head(raw)
    assert kept.endswith(raw[2:]), "the picture itself is as it came"


@pytest.mark.parametrize("signal", [Shot("x", b"1", None, 1.0), PictureCut("x", b"1", "")])
def test_an_answer_nobody_asked_for_is_no_photo(studio: Studio, signal: Shot | PictureCut) -> None:
    studio.hear(signal)
    studio.point.desk.photos.take("P1", Purpose.DAMAGE)
    studio.hear(signal)
    assert (studio.point.events("photo."), studio.cuts) == ([], [])


@pytest.mark.disk
def test_a_photo_the_disk_does_not_take_is_not_told(studio: Studio) -> None:
    with no_file_beyond(100):
        studio.shoot(jpeg(800))
    assert studio.shots().trouble == "no_room"
    assert studio.point.events("photo.") == []
    assert not studio.photos.has(name_of(jpeg(800)))


@pytest.mark.disk
def test_a_photo_whose_fact_cannot_be_written_is_not_counted(studio: Studio) -> None:
    studio.point.read_only()
    studio.shoot(jpeg(800))
    assert studio.shots() == Shots((), wanted=2, trouble="no_room")


@pytest.mark.parametrize("state", [DeviceState.ABSENT, DeviceState.FAILED, DeviceState.OPENING])
def test_without_a_working_camera_there_is_no_photo(studio: Studio, state: DeviceState) -> None:
    studio.camera(state)
    assert studio.point.desk.photos.take("P1", Purpose.DAMAGE) == Refused(Reason.NO_CAMERA)
    assert studio.asked == []


def test_a_box_without_a_camera_says_so(point: Point) -> None:
    assert point.desk.photos.why_not() is Reason.NO_CAMERA
    point.desk.photos.tick()
    assert point.desk.photos.photo("ab" * 32) is None


def test_photos_need_the_right_to_accept(studio: Studio) -> None:
    studio.point.sign_in("oleg")
    answer = studio.point.desk.photos.take("P1", Purpose.DAMAGE)
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_ALLOWED


# -- a damaged parcel ------------------------------------------------------------------------------


def test_a_damaged_parcel_waits_for_its_photos(studio: Studio) -> None:
    accept = studio.point.desk.accept
    assert accept.damaged("D1", "P1", "torn") == Refused(Reason.PHOTOS_MISSING, {"n": 2})
    studio.shoot(jpeg(800, 1))
    studio.shoot(jpeg(800, 2), "P2")
    assert accept.damaged("D1", "P1", "torn") == Refused(Reason.PHOTOS_MISSING, {"n": 1})
    studio.shoot(jpeg(800, 3))
    aside = accept.damaged("D1", "P1", "torn")
    assert isinstance(aside, Received)
    assert aside.parcel.state is ParcelState.QUARANTINED
    assert studio.point.events("photo.skipped") == []


@pytest.mark.parametrize("skipped", list(Skipped))
def test_a_damaged_parcel_goes_on_without_photos_and_the_journal_says_why(
    studio: Studio, skipped: Skipped
) -> None:
    aside = studio.point.desk.accept.damaged("D1", "P1", "torn", skipped)
    assert isinstance(aside, Received)
    (told,) = studio.point.events("photo.skipped")
    assert told.facts == PhotoSkipped("P1", Purpose.DAMAGE, skipped.value)


def test_a_parcel_that_is_refused_anyway_asks_for_no_photo(studio: Studio) -> None:
    answer = studio.point.desk.accept.damaged("D9", "P1")
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NOT_KNOWN_HERE


# -- the files -------------------------------------------------------------------------------------


def test_a_photo_stays_until_the_central_has_it_and_its_term_is_over(studio: Studio) -> None:
    studio.shoot(jpeg(800))
    name = name_of(jpeg(800))
    studio.point.clock.pass_ms(200 * DAY_MS)
    studio.tick(3)
    assert studio.photos.has(name), "it waits: no term counts"
    studio.delivered(name)
    studio.tick(1)
    row = studio.point.store.photos.get(name)
    assert row is None or row.ended_at is not None
    studio.tick(2)
    assert not studio.photos.has(name)
    assert studio.point.store.photos.get(name) is None


def test_a_delivered_photo_stays_for_its_term(studio: Studio) -> None:
    studio.shoot(jpeg(800))
    studio.delivered(name_of(jpeg(800)))
    studio.point.clock.pass_ms(89 * DAY_MS)
    studio.tick(3)
    assert studio.photos.has(name_of(jpeg(800)))
    studio.point.clock.pass_ms(2 * DAY_MS)
    studio.tick(1)
    assert not studio.photos.has(name_of(jpeg(800)))


def test_by_an_unsure_clock_no_term_ends(studio: Studio) -> None:
    studio.shoot(jpeg(800))
    studio.delivered(name_of(jpeg(800)))
    studio.point.clock.pass_ms(4000 * DAY_MS)
    studio.point.clock.doubt(ClockQuality.UNSURE)
    studio.tick(3)
    assert studio.photos.has(name_of(jpeg(800)))


def test_a_photo_the_central_refused_for_today_still_waits(studio: Studio) -> None:
    studio.shoot(jpeg(800))
    studio.delivered(name_of(jpeg(800)), "day_full")
    studio.tick()
    row = studio.point.store.photos.get(name_of(jpeg(800)))
    assert row is not None
    assert row.ended_at is None


def test_over_the_cap_the_oldest_delivered_photos_go_first(studio: Studio) -> None:
    names = []
    for number in range(6):
        studio.point.clock.pass_ms(1000)
        studio.shoot(jpeg(900, number))
        names.append(name_of(jpeg(900, number)))
    studio.tick()
    assert all(studio.photos.has(name) for name in names), "none of them was delivered"
    for name in names[1:5]:
        studio.delivered(name)
    studio.tick(4)
    here = [studio.photos.has(name) for name in names]
    assert here == [True, False, True, True, True, True], "5,400 bytes in a room of 5,000"


def test_a_room_full_of_waiting_photos_takes_no_more_and_says_so(studio: Studio) -> None:
    studio.shoot(jpeg(ROOM))
    assert studio.point.desk.photos.is_full()
    assert studio.point.desk.photos.take("P1", Purpose.DAMAGE) == Refused(Reason.PHOTOS_FULL)
    studio.tick(3)
    assert studio.photos.has(name_of(jpeg(ROOM))), "never one that waits"
    studio.delivered(name_of(jpeg(ROOM)))
    studio.tick(2)
    assert not studio.point.desk.photos.is_full()


@pytest.mark.disk
def test_a_disk_that_does_not_let_go_of_a_file_stops_nothing(studio: Studio) -> None:
    studio.shoot(jpeg(800))
    name = name_of(jpeg(800))
    studio.delivered(name)
    studio.photos.place(name).unlink()
    studio.photos.place(name).mkdir()  # removing it is an error of the system
    studio.point.clock.pass_ms(200 * DAY_MS)
    studio.tick(5)
    assert studio.point.store.photos.get(name) is not None, "its row stays with it"
    arrive(studio)
    studio.tick()
    assert len(studio.cuts) == 2, "all else goes on"


def test_a_file_whose_row_was_never_written_is_swept_away_after_a_start(studio: Studio) -> None:
    studio.shoot(jpeg(800))
    orphan = studio.photos.put(jpeg(700, 9))
    half = studio.photos.path / "ab" / f"{'ab' * 32}.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    studio.restart()
    studio.tick(3)
    assert not studio.photos.has(orphan)
    assert not half.exists()
    assert studio.photos.has(name_of(jpeg(800)))


# -- pictures of goods -----------------------------------------------------------------------------


def arrive(studio: Studio, raw: bytes = jpeg(900, 7)) -> str:
    name = studio.arrived.put(raw)
    studio.point.mailbox.picture_ended(name, "", T0)
    return name


def test_a_picture_a_manifest_names_is_wanted(studio: Studio) -> None:
    assert studio.point.store.photos.picture(GOODS) == "wanted"


def test_a_picture_that_arrived_is_cut_for_the_screen_under_its_own_name(studio: Studio) -> None:
    arrive(studio)
    studio.tick(3)
    assert studio.cuts == [(GOODS, jpeg(900, 7), 620)], "one at a time"
    studio.hear(PictureCut(GOODS, b"small", ""))
    assert studio.pictures.get(GOODS) == b"small"
    assert studio.point.store.photos.picture(GOODS) == "ready"
    assert not studio.arrived.has(GOODS)
    studio.tick(3)
    assert len(studio.cuts) == 1


def test_a_picture_the_cutter_cannot_open_is_unfit(studio: Studio) -> None:
    arrive(studio)
    studio.tick()
    studio.hear(PictureCut(GOODS, None, "took the decoder down and was given up"))
    assert studio.point.store.photos.picture(GOODS) == "unfit"
    assert studio.pictures.get(GOODS) is None
    assert not studio.arrived.has(GOODS)


def test_a_picture_that_was_refused_on_its_way_is_unfit(studio: Studio) -> None:
    studio.point.mailbox.picture_ended(GOODS, "too_many_pixels", T0)
    studio.tick()
    assert studio.point.store.photos.picture(GOODS) == "unfit"
    assert studio.cuts == []


def test_what_nobody_wanted_is_not_cut(studio: Studio) -> None:
    arrive(studio, jpeg(900, 8))
    studio.tick()
    assert studio.cuts == []


@pytest.mark.disk
def test_a_picture_the_disk_does_not_take_waits_for_the_next_start(studio: Studio) -> None:
    arrive(studio)
    studio.tick()
    with no_file_beyond(10):
        studio.hear(PictureCut(GOODS, bytes(900), ""))
    studio.tick(3)
    assert len(studio.cuts) == 1
    studio.restart()
    studio.tick()
    studio.hear(PictureCut(GOODS, bytes(900), ""))
    assert studio.pictures.get(GOODS) == bytes(900)


def test_the_cutter_is_asked_again_after_a_restart(studio: Studio) -> None:
    arrive(studio)
    studio.tick()
    studio.restart()
    studio.tick()
    assert [request for request, _, _ in studio.cuts] == [GOODS, GOODS]
