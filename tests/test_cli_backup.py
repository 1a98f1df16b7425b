import json
from pathlib import Path

from tests.terminal import kiosk
from tests.test_errands import with_a_parcel


def test_a_backup_is_made_listed_and_taken_back(shelved: Path) -> None:
    with_a_parcel(shelved).close()
    made = kiosk("backup", "--config", shelved)
    assert (made.exit_code, "journal rows" in made.output) == (0, True)
    listed = json.loads(kiosk("backup", "--config", shelved, "--list", "--json").output)
    assert [one["kind"] for one in listed] == ["asked"]
    back = kiosk("restore", "--config", shelved, listed[0]["path"], "--json")
    assert (back.exit_code, json.loads(back.output)["from_seq"]) == (0, listed[0]["seq"])
    said = kiosk("restore", "--config", shelved, listed[0]["path"]).output
    assert said.startswith(f"restored: {listed[0]['seq']} journal rows of the backup, 2 newer")


def test_a_copy_for_outside_says_what_it_leaves_out(shelved: Path, tmp_path: Path) -> None:
    with_a_parcel(shelved).close()
    made = kiosk("backup", "--config", shelved, "--to", tmp_path / "stick")
    assert (made.exit_code, "people left out" in made.output) == (0, True)
    assert len(list((tmp_path / "stick").glob("*.db"))) == 1


def test_what_is_due_is_made_once(shelved: Path) -> None:
    with_a_parcel(shelved).close()
    first, again = (kiosk("backup", "--config", shelved, "--due") for _ in range(2))
    assert (first.exit_code, "nightly" in first.output) == (0, True)
    assert (again.exit_code, "no backup is due" in again.output) == (0, True)


def test_what_is_no_backup_is_refused_in_a_sentence(shelved: Path, tmp_path: Path) -> None:
    with_a_parcel(shelved).close()
    other = tmp_path / "holiday.db"
    other.write_bytes(b"pictures")
    told = kiosk("restore", "--config", shelved, other)
    assert (told.exit_code, "is no backup" in told.output) == (75, True)


def test_no_backup_yet_exits_1_and_a_folder_with_list_is_wrong_usage(
    shelved: Path, tmp_path: Path
) -> None:
    assert kiosk("backup", "--config", shelved, "--list").exit_code == 1
    assert kiosk("backup", "--config", shelved, "--list", "--to", tmp_path).exit_code == 2
