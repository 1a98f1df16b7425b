from collections.abc import Callable

from kiosk.hw.ports import Look, Picture
from kiosk.trial.stand import Stand
from kiosk.ui.kit.eye import CameraView
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Widget


class Camera:
    """Gives a new picture whenever one is asked for."""

    def __init__(self) -> None:
        self.asked = []

    def preview(self, after_seq: int) -> Picture:
        self.asked.append(after_seq)
        seq = after_seq + 1
        return Picture(seq, 64, 40, bytes([200, 30 + seq % 100, 40]) * 64 * 40)


class Watching(Screen):
    """A camera picture and nothing else."""

    def __init__(self, camera: Camera, lost: str = "") -> None:
        self.camera, self.lost = camera, lost

    def build(self) -> Widget:
        return Page(
            content=CameraView(
                id="eye", newest=self.camera.preview, prompt="Show it", lost=self.lost
            )
        )


def test_the_picture_is_asked_for_12_times_a_second_at_most(stand: Callable[..., Stand]) -> None:
    s = stand()
    camera = Camera()
    loop = s.open(Watching(camera))
    before, frames = len(camera.asked), loop.frames
    for _ in range(100):
        s.time += 0.01
        loop.turn(0)
    assert 10 <= len(camera.asked) - before <= 12
    assert loop.frames - frames == len(camera.asked) - before


def test_only_the_middle_of_the_picture_is_bright(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Watching(Camera()))
    s.wait(0.1)
    eye = loop.screen.find("eye")
    frame = eye._frame()
    assert loop.display.surface.get_at(frame.center)[0] == 200
    assert loop.display.surface.get_at((eye.rect.x + 30, eye.rect.centery))[0] < 90


def test_a_picture_stays_while_the_screen_is_built_anew(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(Watching(Camera()))
    s.wait(0.1)
    loop.screen.renew()
    s.turn(1)
    assert loop.screen.find("eye").image is not None


def test_a_lost_camera_says_so_and_is_not_asked(stand: Callable[..., Stand]) -> None:
    s = stand()
    camera = Camera()
    loop = s.open(Watching(camera, "The camera is lost. Type the code."))
    s.wait(1)
    assert camera.asked == []
    assert loop.screen.find("eye").text == "The camera is lost. Type the code."
    assert s.looks == [Look.WATCH]
