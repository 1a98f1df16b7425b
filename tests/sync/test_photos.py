"""Photos reach the far end whole, once and in pieces, whatever the road does to them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photo_packets import MAX_CHUNK, PhotoChunk
from kiosk.sync.photos import (
    AGAIN_S,
    MAX_DAY,
    MAX_PHOTO,
    PICTURES,
    Ended,
    Known,
    PhotoSender,
    PictureAsker,
    Refusal,
    proved,
    sort_piece,
    unfit_picture,
)
from kiosk.sync.protocol import PhotoAck, PhotoLine
from tests.sync.photo_world import OPS, Album, PhotoWorld, PictureWorld, jpeg, name_of

NAME = "ab" * 32
MOVES = st.lists(st.tuples(st.sampled_from(OPS), st.integers(0, 5)), max_size=60)
SIZES = st.lists(st.sampled_from((700, MAX_CHUNK, MAX_CHUNK + 1, 100_000)), min_size=1, max_size=3)


def one(size: int = 700) -> PhotoSender:
    return PhotoSender(Album([jpeg(size)]), lambda: 1.0)


def piece(size: int, offset: int = 0, data: bytes = b"x", mime: str = "image/jpeg") -> PhotoChunk:
    return PhotoChunk(PhotoLine(NAME, size, offset, mime), data)


@settings(max_examples=400, deadline=None)
@given(MOVES, SIZES)
def test_every_photo_arrives_whole_over_any_road(
    moves: list[tuple[str, int]], sizes: list[int]
) -> None:
    with TemporaryDirectory() as folder:
        album = Album([jpeg(size, seed) for seed, size in enumerate(sizes, 1)])
        world = PhotoWorld(Path(folder), album)
        world.play(moves)
        world.settle()
        assert set(world.album.ended.values()) == {""}


def test_a_photo_goes_in_pieces_of_thirty_kilobytes_one_in_flight(tmp_path: Path) -> None:
    world = PhotoWorld(tmp_path, Album([jpeg(100_000)]))
    assert world.send() is not None
    assert world.send() is None, "a second piece before the first is answered"
    world.round()
    world.settle()
    assert [len(chunk.data) for chunk in world.sent] == [MAX_CHUNK] * 3 + [100_000 - 3 * MAX_CHUNK]


def test_urgent_photos_go_first_then_the_oldest(tmp_path: Path) -> None:
    photos = [jpeg(700, 1), jpeg(700, 2), jpeg(700, 3)]
    world = PhotoWorld(tmp_path, Album(photos, {2}))
    world.settle()
    went = [chunk.line.sha256 for chunk in world.sent]
    assert went == [name_of(photos[2]), name_of(photos[0]), name_of(photos[1])]


def test_the_receiver_says_from_where_to_go_on(tmp_path: Path) -> None:
    world = PhotoWorld(tmp_path, Album([jpeg(100_000)]))
    world.round()
    world.round()
    world.play([("sender restarts", 0)])
    sent = len(world.sent)
    world.settle()
    offsets = [chunk.line.offset for chunk in world.sent[sent:]]
    assert offsets == [0, 2 * MAX_CHUNK, 3 * MAX_CHUNK], "an offer, then what is missing"


def test_without_an_answer_it_is_sent_again_after_half_a_minute() -> None:
    sender = one()
    first = sender.poll(0.0)
    assert sender.poll(AGAIN_S - 0.1) is None
    assert sender.poll(AGAIN_S) == first


def test_three_silences_let_another_photo_go_first() -> None:
    photos = [jpeg(700, 1), jpeg(700, 2)]
    sender = PhotoSender(Album(photos), lambda: 1.0)
    went = [sender.poll(n * AGAIN_S) for n in range(5)]
    names = [chunk.line.sha256 for chunk in went if chunk]
    assert names == [name_of(photos[0])] * 3 + [name_of(photos[1])] * 2


def test_an_answer_that_comes_twice_sets_off_one_piece() -> None:
    sender = one(100_000)
    offer = sender.poll(0.0)
    assert offer is not None
    more = PhotoAck(sha256=offer.line.sha256, have=MAX_CHUNK)
    sender.acked(more)
    assert sender.poll(1.0) is not None
    sender.acked(more)
    assert sender.poll(1.0) is None


@pytest.mark.parametrize("have", [700, 701, 2**53 - 1])
def test_an_answer_beyond_the_end_says_nothing(have: int) -> None:
    sender = one(700)
    offer = sender.poll(0.0)
    assert offer is not None
    assert sender.acked(PhotoAck(sha256=offer.line.sha256, have=have)) is None
    assert not sender.is_idle


def test_an_answer_about_a_photo_never_sent_asks_for_nothing() -> None:
    sender = one(100_000)
    assert sender.acked(PhotoAck(sha256="00" * 32, have=5)) is None
    told = sender.acked(PhotoAck(sha256="00" * 32, state="refused", reason="too_large"))
    assert told == Ended("00" * 32, "too_large")


def test_a_photo_that_is_gone_from_the_disk_stops_no_other() -> None:
    photos = [jpeg(700, 1), jpeg(700, 2)]
    album = Album(photos)
    first = name_of(photos[0])
    album.sizes[first], album.photos[first] = len(photos[0]), b""
    sender = PhotoSender(album, lambda: 1.0)
    assert sender.poll(0.0) is None
    after = sender.poll(0.1)
    assert after is not None
    assert after.line.sha256 == name_of(photos[1])


@pytest.mark.parametrize(
    ("chunk", "known", "reason"),
    [
        (piece(MAX_PHOTO + 1), Known(), Refusal.TOO_LARGE),
        (piece(2**53 - 1), Known(), Refusal.TOO_LARGE),
        (piece(9, mime="text/html"), Known(), Refusal.BAD_KIND),
        (piece(9, mime="IMAGE/JPEG"), Known(), Refusal.BAD_KIND),
        (piece(9), Known(today=MAX_DAY - 8), Refusal.DAY_FULL),
        (piece(9), Known(refused="wrong_hash"), Refusal.WRONG_HASH),
    ],
)
def test_what_is_not_taken_is_refused_with_its_reason(
    chunk: PhotoChunk, known: Known, reason: str
) -> None:
    step = sort_piece(chunk, known, PICTURES)
    assert (step.answer.state, step.answer.reason) == ("refused", reason)
    assert not step.append


def test_what_is_begun_may_end_although_the_day_is_nearly_full() -> None:
    assert sort_piece(piece(9, 8), Known(have=8, today=MAX_DAY - 1), PICTURES).append


def test_a_day_that_is_full_throws_away_nothing() -> None:
    assert not sort_piece(piece(9), Known(have=3, today=MAX_DAY), PICTURES).drop


@pytest.mark.parametrize("offset", [0, 1, 3, 8])
def test_a_piece_from_elsewhere_is_answered_with_what_is_here(offset: int) -> None:
    step = sort_piece(piece(9, offset), Known(have=2), PICTURES)
    assert (step.answer.have, step.append, step.drop) == (2, False, False)


def test_an_offer_that_tells_a_smaller_size_begins_anew() -> None:
    step = sort_piece(piece(9), Known(have=10), PICTURES)
    assert (step.answer.have, step.drop) == (0, True)


def test_a_photo_cut_off_before_its_proof_is_proved_at_the_next_piece() -> None:
    step = sort_piece(piece(9, 0), Known(have=9), PICTURES)
    assert (step.ends, step.append) == (True, False)


def test_a_photo_that_is_here_is_done_at_once() -> None:
    assert sort_piece(piece(9), Known(is_whole=True), PICTURES).answer.state == "done"


def test_the_third_wrong_hash_is_refused() -> None:
    chunk, raw = piece(9), jpeg(700)
    steps = [proved(chunk, "00" * 32, raw, wrong, PICTURES) for wrong in range(3)]
    assert [(s.answer.state, s.answer.have, s.drop) for s in steps] == [
        ("more", 0, True),
        ("more", 0, True),
        ("refused", 0, True),
    ]


@pytest.mark.parametrize(
    ("head", "mime", "reason"),
    [
        (jpeg(700), "image/png", Refusal.NOT_A_PICTURE),
        (b"<svg/>", "image/jpeg", Refusal.NOT_A_PICTURE),
        (b"", "image/jpeg", Refusal.NOT_A_PICTURE),
        (b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff", "image/jpeg", Refusal.TOO_MANY_PIXELS),
        (b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x00\x10\x00", "image/jpeg", Refusal.NOT_A_PICTURE),
        (jpeg(700), "image/jpeg", ""),
    ],
)
def test_what_is_whole_must_be_a_picture_of_bearable_size(
    head: bytes, mime: str, reason: str
) -> None:
    assert unfit_picture(head, mime) == reason


# -- pictures down ---------------------------------------------------------------------------------


PICTURE_MOVES = st.lists(
    st.tuples(st.sampled_from(PictureWorld.OPS), st.integers(0, 5)), max_size=60
)


@settings(max_examples=200, deadline=None)
@given(PICTURE_MOVES, st.sampled_from((700, MAX_CHUNK, 100_000)))
def test_a_picture_arrives_whole_over_any_road(moves: list[tuple[str, int]], size: int) -> None:
    with TemporaryDirectory() as folder:
        goods = PhotoFolder(Path(folder) / "goods")
        goods.put(jpeg(size))
        world = PictureWorld(Path(folder) / "here", jpeg(size), lambda ask: handed(goods, ask))
        world.play(moves)
        world.settle()


def handed(goods: PhotoFolder, asked: PhotoAck) -> PhotoChunk | None:
    """Answer a question as the central does."""
    if asked.state != "more":
        return None
    size = goods.size(asked.sha256)
    offset = asked.have if asked.have < size else 0
    line = PhotoLine(asked.sha256, size, offset, "image/jpeg")
    return PhotoChunk(line, goods.piece(asked.sha256, offset, MAX_CHUNK))


@pytest.fixture
def asker() -> PictureAsker:
    """An asker that wants two pictures and has a part of the first."""
    wanted = ["aa" * 32, "bb" * 32]
    return PictureAsker(
        lambda besides: next((one for one in wanted if one not in besides), None),
        lambda sha256: 5 if sha256 == wanted[0] else 0,
        lambda: 1.0,
    )


def test_the_question_for_a_picture_says_how_much_is_here(asker: PictureAsker) -> None:
    assert asker.poll(0.0) == PhotoAck(sha256="aa" * 32, have=5)
    assert asker.poll(AGAIN_S - 1) is None
    assert asker.poll(AGAIN_S) == PhotoAck(sha256="aa" * 32, have=5)


def test_only_the_piece_that_was_asked_for_is_taken(asker: PictureAsker) -> None:
    asker.poll(0.0)
    line = PhotoLine("aa" * 32, 20, 5, "image/jpeg")
    assert asker.is_asked(PhotoChunk(line, b"x"))
    for other in (
        PhotoLine("bb" * 32, 20, 5, "image/jpeg"),
        PhotoLine("aa" * 32, 20, 0, "image/jpeg"),
    ):
        assert not asker.is_asked(PhotoChunk(other, b"x"))
    asker.answered(PhotoAck(sha256="aa" * 32, have=6))
    assert not asker.is_asked(PhotoChunk(line, b"x")), "a repeat"
    assert asker.poll(0.0) == PhotoAck(sha256="aa" * 32, have=6)


def test_what_nobody_has_lets_the_others_go_first_and_is_asked_for_later(
    asker: PictureAsker,
) -> None:
    asker.poll(0.0)
    asker.pass_over("aa" * 32, 0.0)
    asked = asker.poll(1.0)
    assert asked is not None
    assert asked.sha256 == "bb" * 32
    asker.pass_over("bb" * 32, 1.0)
    assert asker.poll(2.0) is None
    again = asker.poll(3601.5)
    assert again is not None
    assert again.sha256 == "aa" * 32


def test_three_silences_pass_a_picture_over(asker: PictureAsker) -> None:
    asked = [asker.poll(n * AGAIN_S) for n in range(4)]
    assert [ack.sha256[:2] for ack in asked if ack] == ["aa", "aa", "aa", "bb"]
