"""The doctor at the machine: what it lacks for what is configured, and nothing else."""

import errno
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.config import Config
from kiosk.core.words import ClockQuality
from kiosk.trial.doctor_box import Box, drivers_of, look, this_box
from kiosk.trial.doctor_tls import Shaken
from kiosk.trial.findings import Finding, Verdict

EVERYTHING: dict[str, object] = {
    "scanner": [
        {"name": "hand", "driver": "evdev", "match": {"vid": 1, "pid": 2}},
        {"name": "desk", "driver": "serial", "path": "/dev/ttyACM0"},
    ],
    "printer": {"driver": "usb", "match": {"vid": 1, "pid": 2}},
    "lights": [
        {"name": "wall", "driver": "hc595", "cells": "wall", "count": 8, "oe_pin": 24},
        {"name": "left", "driver": "apa102", "cells": "left", "count": 8, "spi": [1, 0]},
    ],
    "button": [{"name": "a", "driver": "gpio", "cells": "A-01", "pin": 17}],
    "camera": {"driver": "pattern"},
}


def settings(**tables: object) -> Config:
    return msgspec.convert(tables, Config)


def card(folder: Path, status: str) -> Path:
    (folder / "card1-HDMI-A-1").mkdir(parents=True)
    (folder / "card1-HDMI-A-1" / "status").write_text(status, encoding="ascii")
    return folder


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """A Pi on which everything is as it should be."""
    return Box(
        model="Raspberry Pi 4",
        python=(3, 11, 2),
        library=lambda name: None if name == "lgpio" else "1.0",
        video=lambda: ("kmsdrm", "x11", "wayland", "offscreen", "dummy"),
        user="kiosk",
        is_root=False,
        groups=dict.fromkeys(("video", "render", "input", "gpio", "spi", "lp", "dialout"), True),
        environment={},
        drm=card(tmp_path / "drm", "connected"),
        has_node=lambda _: True,
        free=lambda _: 1 << 34,
        can_write=lambda _: True,
        clock=lambda: ClockQuality.NTP,
        now_ms=lambda: 1_790_000_000_000,
        dial=lambda _: None,
        shake=lambda *_: Shaken("believed"),
        temp_c=lambda: 48.5,
        undervoltage=lambda: False,
    )


def found(config: Config, box: Box, data: Path = Path("data")) -> dict[str, Finding]:
    return {finding.name: finding for finding in look(config, data, box)}


def without(name: str) -> Callable[[str], str | None]:
    return lambda asked: None if asked in {name, "lgpio"} else "1.0"


def test_a_good_box_has_nothing_to_mend(box: Box) -> None:
    said = found(settings(**EVERYTHING), box)
    assert {finding.verdict for finding in said.values()} == {Verdict.OK}
    assert set(said) == {"machine", "libraries", "groups", "display", "spi", "clock", "disk"} | {
        "heat",
        "supply",
    }
    assert "evdev 1.0" in said["libraries"].detail
    assert said["display"].detail == "kmsdrm on card 1"


def test_every_device_is_known_by_its_driver() -> None:
    assert drivers_of(settings(**EVERYTHING)) == {
        "camera": "pattern",
        "hand": "evdev",
        "desk": "serial",
        "printer": "usb",
        "wall": "hc595",
        "left": "apa102",
        "buttons-gpio": "gpio",
    }


@pytest.mark.parametrize(
    ("library", "verdict"),
    [
        ("zxing-cpp", Verdict.FAIL),
        ("pygame-ce", Verdict.FAIL),
        ("evdev", Verdict.FAIL),
        ("spidev", Verdict.FAIL),
        ("gpiod", Verdict.FAIL),
        ("libzbar0", Verdict.WARN),
    ],
)
def test_a_library_that_lacks_is_told_when_something_needs_it(
    box: Box, library: str, verdict: Verdict
) -> None:
    lacking = replace(box, library=without(library))
    said = found(settings(**EVERYTHING), lacking)["library"]
    assert (said.verdict, library in said.detail, "install" in said.todo) == (verdict, True, True)
    if library not in {"zxing-cpp", "pygame-ce"}:
        assert "library" not in found(settings(), lacking)


def test_the_only_decoder_is_no_spare(box: Box) -> None:
    only = settings(camera={"driver": "pattern"}, decode={"engines": ["zbar"]})
    said = found(only, replace(box, library=without("libzbar0")))["library"]
    assert said.verdict is Verdict.FAIL


def test_a_pin_beside_the_bus_needs_gpiod_and_its_group(box: Box) -> None:
    lights = [{"name": "wall", "driver": "hc595", "cells": "w", "count": 8, "oe_pin": 24}]
    config = settings(lights=lights)
    assert "gpiod" in found(config, replace(box, library=without("gpiod")))["library"].detail
    assert "gpio" in found(config, box)["groups"].detail.split(", ")


def test_a_pis_camera_needs_its_library_and_the_group_video(box: Box) -> None:
    config = settings(camera={"driver": "picamera2"})
    said = found(config, replace(box, library=without("picamera2")))["library"]
    assert (said.verdict, "python3-picamera2" in said.todo) == (Verdict.FAIL, True)
    desktop = replace(box, environment={"DISPLAY": ":0"}, groups={"video": False})
    assert "camera needs it" in found(config, desktop)["groups"].detail


def test_the_broken_lgpio_of_pip_is_told(box: Box) -> None:
    said = found(settings(), replace(box, library=lambda _: "0.0.0.2"))["library"]
    assert (said.verdict, "lgpio" in said.detail) == (Verdict.WARN, True)


@pytest.mark.parametrize(
    ("group", "device"),
    [
        ("input", "the screen"),
        ("video", "the screen"),
        ("dialout", "desk"),
        ("lp", "printer"),
        ("spi", "wall"),
        ("gpio", "buttons-gpio"),
    ],
)
def test_a_group_we_are_not_in_is_a_word_with_the_command(
    box: Box, group: str, device: str
) -> None:
    config = settings(**EVERYTHING)
    said = found(config, replace(box, groups={**box.groups, group: False}))["groups"]
    assert said.verdict is Verdict.WARN
    assert f"kiosk is not in group {group}; {device} needs it" in said.detail
    assert f"sudo usermod -aG {group} kiosk" in said.todo
    left = {name: True for name in box.groups if name != group}
    assert f"no group {group}" in found(config, replace(box, groups=left))["groups"].detail


def test_root_and_a_box_without_devices_need_no_groups(box: Box) -> None:
    lonely = replace(box, groups={})
    assert "groups" not in found(settings(**EVERYTHING), replace(lonely, is_root=True))
    desktop = replace(lonely, environment={"DISPLAY": ":0"})
    assert "groups" not in found(settings(), desktop)


def test_the_screen_that_would_be_chosen_is_told(box: Box, tmp_path: Path) -> None:
    dark = replace(box, drm=card(tmp_path / "dark", "disconnected"))
    desktop = replace(dark, environment={"WAYLAND_DISPLAY": "wayland-0"})
    blind = replace(box, video=lambda: ("offscreen", "dummy"))
    for machine, driver, verdict, words in [
        (box, "auto", Verdict.OK, "kmsdrm on card 1"),
        (desktop, "auto", Verdict.OK, "wayland"),
        (dark, "auto", Verdict.WARN, "no connected screen"),
        (dark, "kmsdrm", Verdict.FAIL, "no connected screen"),
        (blind, "auto", Verdict.WARN, "this SDL has none"),
        (blind, "kmsdrm", Verdict.FAIL, "this SDL has none"),
        (dark, "offscreen", Verdict.OK, "offscreen"),
        (replace(box, video=lambda: ("dummy",)), "auto", Verdict.FAIL, "offscreen: this SDL"),
        (replace(box, video=tuple), "auto", Verdict.OK, "kmsdrm"),
    ]:
        said = found(settings(ui={"driver": driver}), machine)["display"]
        assert (said.verdict, words in said.detail) == (verdict, True), said


def test_a_shelf_node_needs_no_screen(box: Box) -> None:
    said = found(settings(shelf={"node": "left"}), replace(box, library=without("pygame-ce")))
    assert set(said) == {"machine", "libraries", "clock", "disk", "heat", "supply"}


def test_a_bus_that_is_off_is_told_with_the_line_that_switches_it_on(box: Box) -> None:
    off = replace(box, has_node=lambda node: node != "/dev/spidev1.0")
    told = list(look(settings(**EVERYTHING), Path("data"), off))
    spi = [finding for finding in told if finding.name == "spi"]
    assert [finding.verdict for finding in spi] == [Verdict.OK, Verdict.FAIL]
    assert "dtoverlay=spi1-1cs" in spi[1].todo


@pytest.mark.parametrize("quality", list(ClockQuality))
def test_a_clock_nobody_set_is_a_word(box: Box, quality: ClockQuality) -> None:
    said = found(settings(), replace(box, clock=lambda: quality))["clock"]
    assert (said.verdict is Verdict.OK) == (quality is ClockQuality.NTP)
    unset = replace(box, clock=lambda: quality, now_ms=lambda: 1_000)
    assert found(settings(), unset)["clock"].verdict is Verdict.WARN


def test_a_full_or_locked_disk_is_told(box: Box, tmp_path: Path) -> None:
    def gone(_: Path) -> int:
        raise OSError(errno.EIO, "Input/output error")

    data = tmp_path / "not" / "yet"
    for machine, verdict in [
        (box, Verdict.OK),
        (replace(box, free=lambda _: 300 << 20), Verdict.WARN),
        (replace(box, free=lambda _: 9 << 20), Verdict.FAIL),
        (replace(box, can_write=lambda _: False), Verdict.FAIL),
        (replace(box, free=gone), Verdict.FAIL),
    ]:
        said = found(settings(), machine, data)["disk"]
        assert (said.verdict, str(tmp_path) in said.detail) == (verdict, True), said


def test_an_old_python_is_told(box: Box) -> None:
    assert found(settings(), replace(box, python=(3, 10, 9)))["machine"].verdict is Verdict.FAIL


def test_this_machine_answers_every_question(tmp_path: Path) -> None:
    here = this_box()
    assert here.library("pygame-ce")
    assert here.library("no such library") is None
    assert here.library("lgpio") is None or here.library("lgpio") != ""
    assert "dummy" in here.video()
    assert (here.can_write(tmp_path), here.free(tmp_path) > 0) == (True, True)
    assert here.has_node("/dev/null")
    assert here.now_ms() > 0
    assert {finding.name for finding in look(settings(), tmp_path, here)} >= {"machine", "disk"}


@pytest.mark.parametrize(
    ("heat", "verdict", "said"),
    [
        (69.9, Verdict.OK, "70 C"),
        (70.0, Verdict.WARN, "from 80 C on"),
        (79.9, Verdict.WARN, "from 80 C on"),
        (80.0, Verdict.FAIL, "slows down"),
    ],
)
def test_heat_is_told_before_it_slows_the_counter(
    box: Box, heat: float, verdict: Verdict, said: str
) -> None:
    finding = found(settings(), replace(box, temp_c=lambda: heat))["heat"]
    assert finding.verdict is verdict
    assert said in finding.detail


def test_a_weak_supply_is_told(box: Box) -> None:
    finding = found(settings(), replace(box, undervoltage=lambda: True))["supply"]
    assert finding.verdict is Verdict.FAIL
    assert "undervoltage" in finding.detail


def test_a_machine_that_tells_neither_heat_nor_supply_has_no_line(box: Box) -> None:
    mute = replace(box, temp_c=lambda: None, undervoltage=lambda: None)
    assert not {"heat", "supply"} & set(found(settings(), mute))
