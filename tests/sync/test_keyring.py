"""A pair that a pulled plug parted is brought together; a key is nobody else's."""

import stat
from pathlib import Path

import pytest

from kiosk.sync import tls
from kiosk.sync.keyring import OPEN, SECRET, Ring, ends_at, heal, put, ring
from tests.network import Network, key_pem, new_key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An identity whose key and certificate fit."""
    network = Network(tmp_path / "network")
    network.admit("box-1")
    files = ring(tmp_path)
    (network.folder / "box-1.key").rename(files.key)
    (network.folder / "box-1.pem").rename(files.cert)
    return tmp_path


def files(folder: Path) -> Ring:
    return ring(folder)


def test_a_pair_that_fits_is_left_alone(folder: Path) -> None:
    files(folder).new_key.write_bytes(key_pem(new_key()))
    assert not heal(folder)
    assert files(folder).new_key.exists()
    assert tls.fits(files(folder).cert, files(folder).key)


def test_a_certificate_that_came_before_its_key_gets_it(folder: Path) -> None:
    files(folder).key.rename(files(folder).new_key)
    files(folder).key.write_bytes(key_pem(new_key()))  # the old one
    assert heal(folder)
    assert tls.fits(files(folder).cert, files(folder).key)
    assert not files(folder).new_key.exists()
    assert not heal(folder)


def test_keys_that_fit_nothing_are_left_for_a_person(folder: Path) -> None:
    files(folder).key.write_bytes(key_pem(new_key()))
    files(folder).new_key.write_bytes(key_pem(new_key()))
    assert not heal(folder)
    assert files(folder).new_key.exists()


def test_an_empty_folder_has_nothing_to_heal(tmp_path: Path) -> None:
    assert not heal(tmp_path / "none")


@pytest.mark.parametrize("mode", [SECRET, OPEN])
def test_a_file_is_put_in_place_with_its_mode(tmp_path: Path, mode: int) -> None:
    (tmp_path / "a.part").write_bytes(b"half")
    put(tmp_path / "a", b"whole", mode)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("noted", [None, b"", b"soon", b"\xff"])
def test_until_when_a_certificate_is_good_is_unknown_where_nobody_noted_it(
    tmp_path: Path, noted: bytes | None
) -> None:
    if noted is not None:
        ring(tmp_path).ends.write_bytes(noted)
    assert ends_at(tmp_path) is None
    ring(tmp_path).ends.write_text("1780000000000", encoding="ascii")
    assert ends_at(tmp_path) == 1_780_000_000_000
