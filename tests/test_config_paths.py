"""Relative paths of the settings begin beside the file, wherever the program is started."""

from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, check, load, load_for_counter, load_for_doctor
from kiosk.printout import test_slips as slips
from tests.terminal import POINT, kiosk

RELATIVE = """
[mqtt]
cafile = "tls/ca.pem"
certfile = "tls/box.pem"
keyfile = "tls/box.key"
[shelf]
socket = "run/mosquitto.sock"
cafile = "tls/ca.pem"
certfile = "tls/box.pem"
keyfile = "tls/box.key"
[camera]
driver = "folder"
folder = "pictures"
[printer]
driver = "file"
path = "paper.bin"
[label_printer]
driver = "serial"
path = "dev/labels"
[[scanner]]
name = "desk"
driver = "serial"
path = "dev/desk"
"""


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start programs in another folder than that of the settings."""
    folder = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(folder)
    return folder


def written(settings: Path, text: str) -> Path:
    settings.write_text(POINT + text, encoding="utf-8")
    return settings


@pytest.mark.usefixtures("elsewhere")
def test_every_path_begins_beside_the_file(settings: Path) -> None:
    config, folder = load(written(settings, RELATIVE)), settings.parent
    for table in (config.mqtt, config.shelf):
        assert table.cafile == f"{folder}/tls/ca.pem"
        assert table.certfile == f"{folder}/tls/box.pem"
        assert table.keyfile == f"{folder}/tls/box.key"
    assert config.mqtt.port == 8883
    assert config.shelf.socket == f"{folder}/run/mosquitto.sock"
    assert config.camera.folder == f"{folder}/pictures"
    assert config.printer.path == f"{folder}/paper.bin"
    assert config.label_printer.path == f"{folder}/dev/labels"
    assert config.scanner[0].path == f"{folder}/dev/desk"


@pytest.mark.usefixtures("elsewhere")
def test_what_is_left_of_a_bad_file_begins_there_too(settings: Path) -> None:
    bad = written(settings, RELATIVE + "[ui]\nvolume = 900\n")
    good = settings.parent / "kiosk.toml.good"
    pictures = f"{settings.parent}/pictures"
    usable, _ = load_for_doctor(bad)
    assert usable is not None
    assert usable.camera.folder == pictures
    assert load_for_counter(bad, good)[0].camera.folder == pictures
    load_for_counter(written(settings, RELATIVE), good)
    assert load_for_counter(written(settings, RELATIVE + "?"), good)[0].camera.folder == pictures


def test_a_path_from_the_root_and_an_unset_one_stay(settings: Path) -> None:
    config = load(written(settings, '[printer]\ndriver = "file"\npath = "/dev/null"\n'))
    assert config.printer.path == "/dev/null"
    assert (config.camera.folder, config.mqtt.cafile, config.shelf.socket) == ("", None, "")


@pytest.mark.usefixtures("elsewhere")
def test_a_picture_folder_is_looked_for_beside_the_file(settings: Path) -> None:
    written(settings, '[camera]\ndriver = "folder"\nfolder = "pictures"\n')
    with pytest.raises(ConfigFaults, match=f"there is no folder {settings.parent}/pictures"):
        check(settings)
    (settings.parent / "pictures").mkdir()
    check(settings)


def test_a_slip_goes_to_the_file_beside_the_settings(settings: Path, elsewhere: Path) -> None:
    written(settings, '[printer]\ndriver = "file"\npath = "paper.bin"\n')
    assert [slip.ok for slip in slips(settings)] == [True]
    assert (settings.parent / "paper.bin").stat().st_size > 0
    assert not list(elsewhere.iterdir())


@pytest.mark.usefixtures("elsewhere")
def test_the_doctor_names_the_place_it_looked_at(settings: Path) -> None:
    written(settings, RELATIVE)
    told = kiosk("doctor", "--config", settings).output
    assert f"{settings.parent}/tls/ca.pem: No such file" in told
    assert "begins beside the settings file" in told
