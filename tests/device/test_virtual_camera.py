"""The script that looks through libcamera's virtual camera, where it cannot: it says so, in words.

What it finds where it can is told in docs/hardware.md; it wants root and Debian 13.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.device import virtual_camera
from tests.device.virtual_camera import CANNOT, CODES, DESCRIPTION, described, lay_out, why_not

TRIXIE = 'PRETTY_NAME="Debian"\nVERSION_CODENAME=trixie\n'
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A file system of Debian 13 with all that is needed."""
    for name in ("etc/os-release", "usr/bin/cc", "dev/udmabuf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TRIXIE)
    return tmp_path


def test_a_machine_with_all_that_is_needed_tries_it(root: Path) -> None:
    assert why_not(root, 0, lambda _: True) == ""
    (root / "dev/udmabuf").unlink()
    assert why_not(root, 0, lambda _: True) == "", "a compiler makes up for the kernel"


def test_what_is_missing_is_one_sentence(root: Path) -> None:
    assert "root" in why_not(root, 1000, lambda _: True)
    assert "libcamera is not installed" in why_not(root, 0, lambda name: name != "libcamera")
    assert "picamera2 0.3.38" in why_not(root, 0, lambda name: name != "picamera2")
    (root / "dev/udmabuf").unlink()
    (root / "usr/bin/cc").unlink()
    assert why_not(root, 0, lambda _: True).startswith("gcc")
    (root / "etc/os-release").write_text("VERSION_CODENAME=bookworm\n")
    assert "not Debian 13" in why_not(root, 0, lambda _: True)
    (root / "etc/os-release").unlink()
    assert "not Debian 13" in why_not(root, 0, lambda _: True)


def test_a_description_of_somebody_else_is_left_alone(root: Path) -> None:
    theirs = root / DESCRIPTION
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    assert "not ours to change" in why_not(root, 0, lambda _: True)
    assert theirs.read_text() == "theirs"


def test_the_description_is_taken_away_again_with_its_folders(root: Path) -> None:
    frames = root / "frames"
    frames.mkdir()
    kept = root / "usr/share/libcamera"
    kept.mkdir(parents=True)
    with described(root, frames):
        text = (root / DESCRIPTION).read_text()
    assert f'path: "{frames}/"' in text
    assert "width: 1280" in text
    assert list(kept.iterdir()) == []


def test_one_picture_a_family_and_the_empty_counter_are_laid_out(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {f"{n}.jpg" for n in range(len(CODES) + 1)}


@pytest.mark.device
@pytest.mark.skipif(
    why_not(Path("/"), 0, lambda _: True) == "", reason="here it could be tried for real"
)
def test_where_it_cannot_be_tried_the_script_ends_with_77_and_a_sentence() -> None:
    ran = subprocess.run(
        [sys.executable, virtual_camera.__file__],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, len(ran.stdout.splitlines())) == (CANNOT, 1), ran.stderr
    assert ran.stdout.startswith("skipped: ")
