"""Every kind of notice is said in every language, has its picture, and leads somewhere."""

from collections.abc import Callable

import pytest

from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.notices import Notice
from kiosk.ui.kit.pictures import icon_names
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.notice_words import ICONS, NoticeWords, short, way_of
from tests.ui.screens.conftest import Room

K = NoticeKind
ONLY_TOLD = {K.POLICY_CHANGED}


@pytest.mark.parametrize("language", ["ru", "pt", "en"])
def test_every_kind_is_said(room: Room, language: str) -> None:
    office = room.show.office
    phrases = Phrases(language, room.stand.skin.phrases.zone)
    words = NoticeWords(office, phrases)
    for kind in NoticeKind:
        for level in Level:
            for count in (1, 3, 5):
                told = words.of(Notice(kind, "printer", level, at=office.wall(), count=count))
                assert told.title
    assert not phrases.missing


def test_every_kind_has_its_picture() -> None:
    assert set(ICONS) == set(NoticeKind)
    assert set(ICONS.values()) <= set(icon_names())


def test_every_kind_leads_to_a_screen_or_only_tells(room: Room) -> None:
    ways = {k: way_of(Notice(k, "D-1", Level.ACT), room.show.office) for k in NoticeKind}
    assert {kind for kind, way in ways.items() if way is None} == ONLY_TOLD


@pytest.mark.parametrize(
    ("kind", "subject", "screen"),
    [
        (K.DELIVERY_LATE, "D-1", "accept"),
        (K.CLAIM_DUE, "D-1", "claim"),
        (K.OPENING_STEP, "OP-1:4:step", "opening"),
        (K.OPENING_STEP, "OP-1:1780000000000:said", "opening_talk"),
        (K.PHOTO_OWED, "48210036-7777-1", "parcel"),
        (K.PULL_DUE, "20261124", "unclaimed"),
        (K.EXPIRING, "20261124", "shelves"),
        (K.PUT_BACK, "counter", "put_back"),
        (K.DEVICE_DOWN, "printer", "health"),
        (K.MESSAGE, "m1", "post"),
    ],
)
def test_a_notice_leads_to_its_screen(
    make_room: Callable[..., Room], kind: NoticeKind, subject: str, screen: str
) -> None:
    room = make_room()
    way = way_of(Notice(kind, subject, Level.ACT), room.show.office)
    assert way is not None
    assert way().name == screen


def test_a_moment_of_another_day_has_its_day(room: Room) -> None:
    office = room.show.office
    words = NoticeWords(office, Phrases("en", room.stand.skin.phrases.zone))
    assert words.when(office.wall()) == "11:52"
    assert words.when(office.wall() + 24 * 3_600_000) == "25 November, 11:52"


def test_a_name_that_only_machines_gave_is_its_end() -> None:
    assert short("M-118") == "M-118"
    assert short("01900000-0000-7000-8000-00000000016a").startswith("…")
