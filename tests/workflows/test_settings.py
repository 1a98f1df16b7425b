"""The settings: checked, told, in force at once where that can be, and taken back."""

from collections.abc import Mapping

import pytest

from kiosk.core.refusals import Reason, Refused
from kiosk.core.settings import THEME, ZOOM, Chosen, Offer
from kiosk.workflows.settings import Settings
from tests.workflows.conftest import Point

VOLUME = Offer("sound.volume", "70", ("30", "70", "100"), at_once=True)
WIDTH = Offer("printer.printer.width", "576", ("384", "576"))


class File:
    """A settings file of two settings, which may refuse them together."""

    def __init__(self, *offers: Offer) -> None:
        self._offers = offers or (VOLUME, WIDTH)
        self.heard: list[Mapping[str, str]] = []
        self.takes_all = True

    def offers(self) -> tuple[Offer, ...]:
        return self._offers

    def fits(self, values: Mapping[str, str]) -> bool:
        is_both = values == {VOLUME.key: "100", WIDTH.key: "384"}
        return self.takes_all or not is_both

    def told(self, values: Mapping[str, str]) -> None:
        self.heard.append(dict(values))


def started(point: Point, file: File) -> Settings:
    settings = Settings(point.desk.counter, file)
    settings.start()
    return settings


@pytest.fixture
def file() -> File:
    return File()


@pytest.fixture
def settings(point: Point, file: File) -> Settings:
    point.sign_in("oleg")
    return started(point, file)


def told(point: Point) -> list[tuple[str, str, str, str]]:
    return [
        (e.actor, e.facts.key, e.facts.old, e.facts.new)  # type: ignore[attr-defined]
        for e in point.events("setting.changed")
    ]


def test_a_change_is_told_heard_at_once_and_there_after_a_start(
    point: Point, settings: Settings, file: File
) -> None:
    assert settings.change(VOLUME.key, "30") is None
    assert settings.change(VOLUME.key, "30") is None  # twice is once
    assert told(point) == [("oleg", VOLUME.key, "70", "30")]
    assert file.heard[-1] == {VOLUME.key: "30", WIDTH.key: "576"}
    assert not settings.waits(VOLUME.key)
    assert started(point, file).value(VOLUME.key) == "30"


def test_one_that_counts_after_a_start_says_so_until_then(
    point: Point, settings: Settings, file: File
) -> None:
    settings.change(WIDTH.key, "384")
    assert settings.waits(WIDTH.key)
    settings.change(WIDTH.key, "576")
    assert not settings.waits(WIDTH.key)
    settings.change(WIDTH.key, "384")
    assert not started(point, file).waits(WIDTH.key)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (VOLUME.key, "31", Reason.BAD_VALUE),
        (VOLUME.key, "", Reason.BAD_VALUE),
        (WIDTH.key, "600\x00", Reason.BAD_VALUE),
        ("nothing.of_the_kind", "1", Reason.STALE),
    ],
)
def test_a_bad_value_changes_nothing(
    point: Point, settings: Settings, key: str, value: str, reason: Reason
) -> None:
    assert settings.change(key, value) == Refused(reason)
    assert (told(point), point.store.settings.of()) == ([], ())


def test_what_does_not_go_together_is_refused(settings: Settings, file: File) -> None:
    file.takes_all = False
    assert settings.change(WIDTH.key, "384") is None
    assert settings.change(VOLUME.key, "100") == Refused(Reason.BAD_VALUE)
    assert settings.value(VOLUME.key) == "70"


def test_a_file_written_since_wins_and_that_is_told(point: Point, settings: Settings) -> None:
    settings.change(VOLUME.key, "30")
    by_hand = File(Offer(VOLUME.key, "100", VOLUME.values, at_once=True), WIDTH)
    again = started(point, by_hand)
    assert again.value(VOLUME.key) == "100"
    assert told(point)[-1] == ("system", VOLUME.key, "30", "100")
    assert point.store.settings.of() == ()


def test_a_value_that_no_longer_fits_falls_back_and_is_shown(
    point: Point, settings: Settings
) -> None:
    settings.change(WIDTH.key, "384")
    narrow = File(VOLUME, Offer(WIDTH.key, "576", ("512", "576")))
    again = started(point, narrow)
    assert again.value(WIDTH.key) == "576"
    assert again.unfit() == (Chosen(WIDTH.key, "384", "576"),)
    assert again.change(WIDTH.key, "512") is None
    assert again.unfit() == ()


def test_two_that_no_longer_go_together_lose_one(
    point: Point, settings: Settings, file: File
) -> None:
    settings.change(WIDTH.key, "384")
    settings.change(VOLUME.key, "100")
    file.takes_all = False
    again = started(point, file)
    assert again.unfit() == (Chosen(WIDTH.key, "384", "576"),)
    assert (again.value(WIDTH.key), again.value(VOLUME.key)) == ("576", "100")


def test_every_change_can_be_taken_back_from_the_list(settings: Settings) -> None:
    settings.change(VOLUME.key, "30")
    settings.change(VOLUME.key, "100")
    changes = settings.history()
    assert isinstance(changes, tuple)
    assert [(c.old, c.new, c.can_go_back) for c in changes] == [
        ("30", "100", True),
        ("70", "30", True),
    ]
    assert settings.change(changes[1].key, changes[1].old) is None
    assert settings.value(VOLUME.key) == "70"
    after = settings.history()
    assert isinstance(after, tuple)
    assert not after[2].can_go_back  # it is so already


def test_ones_own_go_with_the_person_and_are_no_matter_of_the_box(point: Point) -> None:
    point.sign_in("oleg")
    own = point.desk.settings
    assert own.choose_own(THEME, "dark") is None
    assert own.choose_own(ZOOM, "115") is None
    assert (own.own(THEME), own.own(ZOOM)) == ("dark", "115")
    assert own.history() == ()
    assert [e.facts.staff for e in point.events("setting.changed")] == ["oleg"] * 2  # type: ignore[attr-defined]
    point.sign_in("anna")
    assert own.own(THEME) == ""
    assert own.choose_own(THEME, "pink") == Refused(Reason.BAD_VALUE)
    assert own.choose_own("sound.volume", "30") == Refused(Reason.BAD_VALUE)
    point.desk.access.sign_out()
    assert own.choose_own(THEME, "dark") == Refused(Reason.NOT_SIGNED_IN)
    assert own.own(THEME) == ""


def test_a_box_without_a_file_has_nothing_to_set(point: Point) -> None:
    point.sign_in("oleg")
    assert point.desk.settings.offers() == ()
    assert point.desk.settings.change(VOLUME.key, "30") == Refused(Reason.STALE)
