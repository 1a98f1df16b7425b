from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest

from kiosk.hw.ports import DeviceState
from kiosk.sync.mailbox import Mailbox
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens import chips
from tests.ui.screens.conftest import Room

EN = Phrases("en", UTC)


def words(room: Room) -> dict[str, str]:
    return {item.key: item.words for item in chips.items(room.show.desk, EN)}


def test_healthy_devices_are_silent(room: Room) -> None:
    shown = words(room)
    assert [shown[kind] for kind in ("lights", "camera", "scanner", "printer")] == [""] * 4


@pytest.mark.parametrize(
    ("kind", "state", "what", "chip"),
    [
        ("printer", DeviceState.DEGRADED, "paper_out", "No paper"),
        ("printer", DeviceState.DEGRADED, "paper_low", "Paper low"),
        ("printer", DeviceState.DEGRADED, "cover_open", "Cover open"),
        ("printer", DeviceState.ABSENT, "absent", "No printer"),
        ("camera", DeviceState.ABSENT, "lost", "No camera"),
        ("camera", DeviceState.DEGRADED, "black", "Camera is dark"),
        ("lights", DeviceState.FAILED, "denied", "No shelf lights"),
        ("shelf", DeviceState.ABSENT, "lost", "No shelf node"),
        ("shelf", DeviceState.DEGRADED, "absent", "No shelf node"),
        ("shelf", DeviceState.DEGRADED, "failed", ""),
    ],
)
def test_each_trouble_has_its_chip(
    room: Room, kind: str, state: DeviceState, what: str, chip: str
) -> None:
    room.show.tell(kind, kind, state, what)
    assert words(room)[kind] == chip
    assert len(chip) <= 22


def test_one_chain_of_lamps_that_is_away_is_told_whatever_its_name(room: Room) -> None:
    room.show.tell("lights", "lights", DeviceState.READY)
    for chain in ("a-left", "z-right"):
        room.show.tell(chain, "lights", DeviceState.ABSENT, "absent")
        assert words(room)["lights"] == "Works in part"
        room.show.tell(chain, "lights", DeviceState.READY)
    assert words(room)["lights"] == ""
    for chain in ("lights", "a-left", "z-right"):
        room.show.tell(chain, "lights", DeviceState.ABSENT, "absent")
    assert words(room)["lights"] == "No shelf lights"


def test_a_sign_in_page_is_told_while_it_keeps_the_mail_back(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert words(room)["mail"].startswith("No network")
    monkeypatch.setattr(room.show.desk.networks, "asks_for_page", lambda: True)
    assert words(room)["mail"] == "Wi-Fi asks to sign in"
    assert len(words(room)["mail"]) <= 22


def test_the_banner_is_the_worst_and_none_when_all_is_well(room: Room) -> None:
    assert chips.worst(room.show.desk, EN) is None
    room.show.tell("printer", "printer", DeviceState.DEGRADED, "paper_out")
    trouble = chips.worst(room.show.desk, EN)
    assert trouble is not None
    assert trouble.title == "The printer is out of paper"


@pytest.mark.parametrize("reason", [*chips.TURNED_AWAY, "a later version's word"])
@pytest.mark.parametrize("language", ["en", "ru", "pt"])
def test_a_box_that_is_turned_away_says_why_and_what_to_do(
    make_room: Callable[..., Room], tmp_path: Path, reason: str, language: str
) -> None:
    room, phrases = make_room(language), Phrases(language, UTC)
    mailbox = Mailbox(tmp_path / "0" / "mail.db")
    mailbox.note({"welcomed": "0", "action": "blocked", "reason": reason})
    mailbox.close()
    away = chips.turned_away(reason)
    shown = {item.key: item for item in chips.items(room.show.desk, phrases)}["mail"]
    assert shown.words == phrases.text(away.chip)
    assert len(shown.words) <= 22
    trouble = chips.worst(room.show.desk, phrases)
    if reason == "unknown":
        assert trouble is None, "a new box is no cause for a banner"
    else:
        assert trouble is not None
        assert (trouble.title, trouble.detail) == (phrases.text(away.what), phrases.text(away.step))
    room.open(room.show.office.doors.health())
    assert phrases.text(away.what) in room.words()
    if language != "en":
        assert phrases.text(away.what) != away.what


@pytest.mark.parametrize("language", ["en", "ru", "pt"])
def test_a_box_whose_letters_wait_for_an_update_says_so(
    make_room: Callable[..., Room], tmp_path: Path, language: str
) -> None:
    room, phrases = make_room(language), Phrases(language, UTC)
    mailbox = Mailbox(tmp_path / "0" / "mail.db")
    mailbox.note({"welcomed": "1", "action": "upgrade"})
    chip = {item.key: item for item in chips.items(room.show.desk, phrases)}["mail"]
    assert (chip.words, chip.tone) == (phrases.text("Update needed"), "warn")
    room.open(room.show.office.doors.health())
    assert phrases.text("The network's news wait until this box is updated") in room.words()
    mailbox.close()


@pytest.mark.parametrize("language", ["en", "ru", "pt"])
def test_a_certificate_that_ends_soon_is_a_chip(
    make_room: Callable[..., Room], tmp_path: Path, language: str
) -> None:
    room, phrases = make_room(language), Phrases(language, UTC)
    mailbox = Mailbox(tmp_path / "0" / "mail.db")
    at = room.show.desk.counter.clock().at
    mailbox.note({"welcomed": "1", "certificate_ends_at": str(at + 9 * 86_400_000 + 5)})
    chip = {item.key: item for item in chips.items(room.show.desk, phrases)}["mail"]
    assert (chip.words, chip.tone) == (phrases.text("Certificate: {n} d", n=9), "warn")
    assert len(chip.words) <= 22
    room.open(room.show.office.doors.health())
    assert phrases.text("It could not be renewed: tell the technician") in room.words()
    mailbox.close()


def test_without_network_the_chip_counts_what_waits(room: Room) -> None:
    unsent = room.show.desk.health.mail().unsent
    assert words(room)["mail"] == f"No network, {unsent} wait"


def test_a_full_disk_is_said_in_the_banner_with_what_still_works(room: Room) -> None:
    room.show.desk.counter.storage = "full"
    trouble = chips.worst(room.show.desk, EN)
    assert trouble is not None
    assert trouble.title == "The disk is full"
    assert trouble.detail == "Finding and lights work; call the technician"


def test_wrong_settings_have_a_chip_of_their_own(room: Room) -> None:
    room.show.tell("settings", "settings", DeviceState.FAILED, "misconfigured")
    shown = words(room)
    assert (shown["settings"], shown["lights"]) == ("Settings have faults", "")


def test_a_disk_that_takes_no_writes_is_said_in_the_banner(room: Room) -> None:
    room.show.desk.counter.storage = "read_only"
    trouble = chips.worst(room.show.desk, EN)
    assert trouble is not None
    assert trouble.title == "Nothing can be saved now"


def test_without_any_reader_the_banner_asks_to_type(room: Room) -> None:
    room.show.tell("printer", "printer", DeviceState.DEGRADED, "paper_out")
    room.show.tell("camera", "camera", DeviceState.ABSENT, "lost")
    trouble = chips.worst(room.show.desk, EN)
    assert trouble is not None
    assert trouble.title == "The printer is out of paper"
    room.show.tell("hand", "scanner", DeviceState.FAILED, "flood")
    trouble = chips.worst(room.show.desk, EN)
    assert trouble is not None
    assert trouble.title == "Type the code"


def test_no_paper_and_nothing_to_print_counts_no_receipts(room: Room) -> None:
    room.show.tell("printer", "printer", DeviceState.DEGRADED, "paper_out")
    trouble = chips.worst(room.show.desk, EN)
    assert trouble is not None
    assert trouble.detail.endswith("Receipts wait and print by themselves.")


def test_a_label_printer_in_trouble_stops_nobody(room: Room) -> None:
    room.show.tell("label_printer", "printer", DeviceState.DEGRADED, "paper_out")
    assert words(room)["printer"] == "Label printer"
    assert chips.worst(room.show.desk, EN) is None
    room.show.tell("printer", "printer", DeviceState.DEGRADED, "cover_open")
    assert words(room)["printer"] == "Cover open"


@pytest.mark.parametrize("ill", ["a-shelf", "m-shelf", "z-shelf"])
def test_a_node_in_trouble_does_not_hide_behind_healthy_ones(room: Room, ill: str) -> None:
    for node in ("a-shelf", "m-shelf", "z-shelf"):
        room.show.tell(node, "shelf", DeviceState.READY)
    assert words(room)["shelf"] == ""
    room.show.tell(ill, "shelf", DeviceState.DEGRADED, "absent")
    assert words(room)["shelf"] == "No shelf node"


@pytest.mark.parametrize("ill", ["a-desk", "z-desk"])
def test_one_scanner_of_two_that_is_away_is_told_as_one(room: Room, ill: str) -> None:
    room.show.tell(ill, "scanner", DeviceState.ABSENT, "lost")
    assert words(room)["scanner"] == "A scanner is away"
    room.show.tell("hand", "scanner", DeviceState.ABSENT, "lost")
    assert words(room)["scanner"] == "No scanner"


def test_what_stops_receipts_goes_before_what_stops_labels(room: Room) -> None:
    room.show.tell("label_printer", "printer", DeviceState.ABSENT, "absent")
    room.show.tell("printer", "printer", DeviceState.DEGRADED, "paper_low")
    assert words(room)["printer"] == "Paper low"
