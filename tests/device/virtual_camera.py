"""Our camera driver, eye and decoders over real frames of libcamera, whose camera is a folder.

For Debian 13 (trixie), as root, from the repository's folder:

    apt install python3-libcamera libcamera-ipa libcap-dev libzbar0t64 gcc python3-dev python3-venv
    python3 -m venv --system-site-packages /tmp/v
    /tmp/v/bin/pip install picamera2==0.3.38 -r requirements.lock
    PYTHONPATH=. /tmp/v/bin/python tests/device/virtual_camera.py

Root, because libcamera reads a camera's description from /usr/share only; it is taken away again.
Exit code 0: all is read; 1: something is not; 77: it cannot be tried here, one sentence says why.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from random import Random
from types import ModuleType

from kiosk.hw.camera_picamera2 import Library, Picamera2Settings, Picamera2Source
from kiosk.hw.eye import Eye
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.ports import DeviceFault, Look, PhotoTaken, Scan, Symbology
from kiosk.hw.sim import scene

CANNOT = 77
DESCRIPTION = Path("usr/share/libcamera/pipeline/virtual/virtual.yaml")
CODES = {
    "41234567*8301": Symbology.QR,
    "P:PK31000000": Symbology.DATAMATRIX,
    "48210001-0395-1": Symbology.CODE128,
    "4600000000039": Symbology.EAN13,
}
_COMPILER = "/usr/bin/cc"
_NEEDED = {"libcamera": "python3-libcamera", "picamera2": "picamera2 0.3.38 by pip"}
_BUFFERS = ("dev/udmabuf", "dev/dma_heap")
_LOOK_S, _MOST_S = 5.0, 20.0
_FPS = 20


def why_not(root: Path, user: int, there: Callable[[str], bool]) -> str:
    """Return why this machine cannot try it, one sentence; empty when it can.

    Args:
        root: of the file system.
        user: whose id we run under.
        there: whether a module of that name can be imported.
    """
    release = root / "etc/os-release"
    if "VERSION_CODENAME=trixie" not in (release.read_text("utf-8") if release.is_file() else ""):
        return "this is not Debian 13 (trixie), whose libcamera has a virtual camera"
    if user != 0:
        return "only root may write the camera's description to /usr/share"
    if (root / DESCRIPTION).exists():
        return f"/{DESCRIPTION} is there already and not ours to change"
    missing = [package for module, package in _NEEDED.items() if not there(module)]
    if not _has_buffers(root) and not (root / _COMPILER.lstrip("/")).exists():
        missing.append("gcc, which makes buffers where the kernel lends none,")
    return f"{missing[0]} is not installed" if missing else ""


def _has_buffers(root: Path) -> bool:
    return any((root / node).exists() for node in _BUFFERS)


class Nothing(ModuleType):
    """Stands for a library that is imported and never used: every name is there."""

    def __getattr__(self, name: str) -> "Nothing":
        """Have that name too; Python's own tell the import system what it lacks."""
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing(name)


def virtual_picamera2() -> Library:
    """Return the class Picamera2, taught what a virtual camera lacks."""
    # picamera2 imports the display's library, which Debian does not have and we never use
    sys.modules.setdefault("pykms", Nothing("pykms"))
    from picamera2 import Picamera2  # noqa: PLC0415  no machine that tests has it
    from picamera2.allocators import LibcameraAllocator  # noqa: PLC0415

    # its own allocator wants a DMA heap, also when it closes
    sys.modules["picamera2.picamera2"].DmaAllocator = object  # type: ignore[attr-defined]

    class VirtualPicamera2(Picamera2):  # type: ignore[misc]
        """It has no raw stream and no DMA heap."""

        def __init__(self) -> None:
            super().__init__()
            self.allocator = LibcameraAllocator(self.camera)

        def _get_raw_modes(self) -> list[dict[str, object]]:
            return [{"format": "NV12", "size": scene.SIZE}]

    return VirtualPicamera2


@contextmanager
def described(root: Path, frames: Path) -> Iterator[None]:
    """Let libcamera have a camera that shows a folder of pictures, and take it away again."""
    path = root / DESCRIPTION
    made = [folder for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    width, height = scene.SIZE
    path.write_text(
        '"Virtual0":\n'
        "  supported_formats:\n"
        f"  - width: {width}\n    height: {height}\n    frame_rates:\n    - {_FPS}\n"
        f'  frames:\n    path: "{frames}/"\n'
        '  model: "Virtual Video Device"\n',
        encoding="utf-8",
    )
    try:
        yield
    finally:
        path.unlink()
        for folder in made:  # the innermost first
            folder.rmdir()


def lay_out(folder: Path) -> None:
    """Draw what lies before the camera: one code of each family, then the empty counter."""
    random = Random(5)
    for number, (text, family) in enumerate(CODES.items()):
        subject = scene.phone(text) if family is Symbology.QR else scene.label(text, family)
        picture = scene.photograph(subject, scene.Conditions(), random)
        picture.save(folder / f"{number}.jpg", quality=92)
    empty = scene.photograph(None, scene.Conditions(), random)
    empty.save(folder / f"{len(CODES)}.jpg", quality=92)


def preload(folder: Path) -> dict[str, str]:
    """Return what to set where the kernel has no buffers to lend, compiling our stand-in."""
    if _has_buffers(Path("/")):
        return {}
    made = folder / "udmabuf.so"
    source = Path(__file__).with_name("udmabuf.c")
    subprocess.run([_COMPILER, "-shared", "-fPIC", "-O1", "-o", made, source], check=True)
    return {"LD_PRELOAD": str(made)}


def look() -> Iterator[str]:
    """Look through the virtual camera; yields every sentence of what is not as it should be."""
    settings = Picamera2Settings(scene.SIZE, _FPS)
    source = partial(Picamera2Source, settings, virtual_picamera2, time.monotonic)
    eye = Eye(source, EyeSettings(), 3.0, time.monotonic)
    try:
        facts = eye.open()
        told = ", ".join(f"{key} {value}" for key, value in facts.items())
        sys.stdout.write(f"facts: {told}\n")
        yield from _read(eye)
        yield from _closed_and_opened(eye)
    except DeviceFault as fault:
        yield f"the camera works: {fault.what.value}, {fault.detail}"
    finally:
        eye.close()


def _read(eye: Eye) -> Iterator[str]:
    seen: dict[str, Symbology] = {}
    photos: list[PhotoTaken] = []
    eye.photo("one")
    began, before = time.monotonic(), eye.frames
    while time.monotonic() - began < _LOOK_S:
        for signal in eye.read(0.2):
            if isinstance(signal, Scan):
                seen[signal.text] = signal.symbology
            else:
                photos.append(signal)
    frames = eye.frames - before
    read = ", ".join(f"{family} {text}" for text, family in seen.items()) or "nothing"
    sys.stdout.write(f"{frames} frames in {_LOOK_S:g} s; read: {read}\n")
    yield from (f"{text} ({family}) was not read" for text, family in CODES.items() - seen.items())
    yield from (f"{text} was read and is not there" for text in seen.keys() - CODES.keys())
    if not any(photo.jpeg for photo in photos):
        yield "no still came"
    if eye.preview(0) is None:
        yield "no preview came"
    if frames < _LOOK_S * _FPS / 2:
        yield f"only {frames} frames came"


def _closed_and_opened(eye: Eye) -> Iterator[str]:
    eye.look(Look.OFF)
    began, frames = time.monotonic(), -1
    while eye.frames != frames and time.monotonic() - began < _MOST_S:
        frames = eye.frames
        eye.read(1.0)
    eye.look(Look.SCAN)
    began = time.monotonic()
    while eye.frames == frames and time.monotonic() - began < _MOST_S:
        eye.read(0.1)
    if eye.frames == frames:
        yield "the camera does not come back after it was closed"


def main() -> int:
    """Try it, or say why not; return the exit code."""
    if sys.argv[1:] == ["--look"]:
        wrong = list(look())
        sys.stdout.write("".join(f"NOT SO: {sentence}\n" for sentence in wrong))
        return 1 if wrong else 0
    reason = why_not(Path("/"), os.getuid(), lambda module: find_spec(module) is not None)
    if reason:
        sys.stdout.write(f"skipped: {reason}\n")
        return CANNOT
    with tempfile.TemporaryDirectory() as place, described(Path("/"), Path(place)):
        lay_out(Path(place))
        with tempfile.TemporaryDirectory() as beside:
            environment = os.environ | preload(Path(beside))
            again = [sys.executable, __file__, "--look"]
            ended = subprocess.run(again, env=environment, check=False)
    return 1 if ended.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
