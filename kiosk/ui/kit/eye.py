"""The camera's picture on the screen, with the frame that says where to hold a code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pygame

from kiosk.hw.ports import Picture
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.shapes import cut_corners
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Rect, Widget
from kiosk.ui.kit.words import Chip

PICTURES_PER_S = 12


@dataclass(kw_only=True, eq=False)
class CameraView(Widget):
    """The newest camera picture, dark outside the code frame, with one sentence below.

    Args:
        newest: asks the camera for a picture newer than the number given.
        prompt: the sentence, addressed to whoever holds a code.
        lost: what to say when there is no camera; empty while there is one.
        state: the chip at the top left; empty shows none.
        torch: the torch button, if the camera has a light.
        framed: whether the place for a code is shown; a photo wants the whole picture.
    """

    role = "camera"
    newest: Callable[[int], Picture | None] | None = None
    prompt: str = ""
    lost: str = ""
    state: str = ""
    torch: Button | None = None
    framed: bool = True
    seq: int = field(init=False, default=-1)

    def __post_init__(self) -> None:
        self.image: pygame.Surface | None = None
        self._chip = Chip(label=self.state, icon="photo_camera", tone="rail")
        self.label = self.label or self.lost or self.prompt

    def parts(self) -> Sequence[Widget]:
        """Return the chip and the torch."""
        chip = () if self.lost or not self.state else (self._chip,)
        return chip if self.torch is None or self.lost else (*chip, self.torch)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Wish for the picture's own shape."""
        return (width, min(width * 3 // 4, skin.px(436)))

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place chip and torch in the upper corners."""
        self.rect = Rect(rect)
        pad = skin.layout.dense
        wide, tall = self._chip.size(skin, rect.w)
        self._chip.layout(skin, Rect(rect.x + pad, rect.y + pad, wide, tall))
        if self.torch is not None:
            self.torch.layout(skin, Rect(rect.right - pad - 56, rect.y + pad, 56, 56))

    @property
    def reach(self) -> Rect:
        """The picture and its shadow."""
        return self.rect.inflate(96, 96)

    def poll(self) -> bool:
        """Take the newest picture; whether there was one. Called at most 12 times a second."""
        if self.newest is None or self.lost:
            return False
        picture = self.newest(self.seq)
        if picture is None:
            return False
        self.seq = picture.seq
        size = (picture.width, picture.height)
        self.image = pygame.image.frombuffer(picture.rgb, size, "RGB")
        if self.dirt is not None:
            self.dirt.add(self.rect)
        return True

    def adopt(self, old: Widget) -> None:
        """Keep the last picture."""
        super().adopt(old)
        if isinstance(old, CameraView):
            self.seq, self.image = old.seq, old.image

    # -- drawing -----------------------------------------------------------------------------

    def _frame(self) -> Rect:
        side = round(min(self.rect.w, self.rect.h) * 0.62)
        frame = Rect(0, 0, side, side)
        frame.center = (self.rect.centerx, self.rect.y + round(self.rect.h * 0.44))
        return frame

    def draw(self, canvas: Canvas) -> None:
        """Draw picture, veil, frame and sentence."""
        skin = canvas.skin
        canvas.shadow(self.rect)
        radius = skin.radius("card")
        edge = "line" if skin.theme.name == "contrast" else None
        canvas.panel("viewer", self.rect, radius, edge, 3 if edge else 0)
        if self.lost:
            self._draw_lost(canvas)
            return
        frame = self._frame()
        if self.image is not None:
            self._blit(canvas, frame, radius)
        if self.framed:
            self._draw_frame(canvas, frame)
        tall = skin.px(56)
        bar = Rect(self.rect.x, self.rect.bottom - tall, self.rect.w, tall)
        bar.inflate_ip(-2 * skin.layout.dense, 0)
        bar.y -= skin.layout.dense
        self._sentence(canvas, bar)

    def _blit(self, canvas: Canvas, frame: Rect, radius: int) -> None:
        image = self.image
        if image is None:
            return
        wide, tall = image.get_size()
        scale = max(self.rect.w / wide, self.rect.h / tall)
        part = Rect(0, 0, round(self.rect.w / scale), round(self.rect.h / scale))
        part.center = (wide // 2, tall // 2)
        part.clamp_ip(image.get_rect())
        cut = image.subsurface(part.clip(image.get_rect()))
        shown = pygame.transform.scale(cut, self.rect.size).convert()
        if self.framed:
            inner = shown.subsurface(frame.move(-self.rect.x, -self.rect.y)).copy()
            shown.fill((90, 90, 96), special_flags=pygame.BLEND_RGB_MULT)
            shown.blit(inner, (frame.x - self.rect.x, frame.y - self.rect.y))
        canvas.surface.blit(cut_corners(shown, radius), self.rect)

    def _draw_frame(self, canvas: Canvas, frame: Rect) -> None:
        thick, arm = canvas.skin.px(6), frame.w // 5
        radius = canvas.skin.px(24)
        image = canvas.skin.shapes.get(
            ("frame", frame.w, thick, arm, radius),
            lambda: _brackets(frame.w, thick, arm, radius),
        )
        canvas.surface.blit(image, frame)

    def _sentence(self, canvas: Canvas, bar: Rect) -> None:
        if not self.prompt:
            return
        skin = canvas.skin
        canvas.panel("rail", bar, skin.px(16))
        px = skin.type_px("button")
        canvas.icon("qr_code_scanner", round(px * 1.4), "rail_text", (bar.x + px * 2, bar.centery))
        room = Rect(bar.x + px * 7 // 2, bar.y, bar.w - px * 4, bar.h)
        style = "button" if skin.width(self.prompt, "button") <= room.w else "chip"
        lines = skin.wrap(self.prompt, style, room.w, 2)
        tall = round(skin.type_px(style) * 1.2)
        y = bar.centery - tall * len(lines) // 2
        for line in lines:
            canvas.text(line, style, "rail_mark", Rect(room.x, y, room.w, tall))
            y += tall

    def _draw_lost(self, canvas: Canvas) -> None:
        skin = canvas.skin
        canvas.icon("no_photography", skin.px(56), "rail_text",
                    (self.rect.centerx, self.rect.centery - skin.px(40)))  # fmt: skip
        lines = skin.wrap(self.lost, "section", self.rect.w - skin.px(64), 4)
        tall = skin.line("section")
        y = self.rect.centery + skin.px(8)
        for line in lines:
            canvas.text(
                line, "section", "rail_mark", Rect(self.rect.x, y, self.rect.w, tall), "centre"
            )
            y += tall


def _brackets(side: int, thick: int, arm: int, radius: int) -> pygame.Surface:
    """Draw the four corners that say where a code belongs."""
    over = 4
    big = side * over
    surface = pygame.Surface((big, big), pygame.SRCALPHA)
    surface.fill((255, 255, 255, 0))
    body = Rect(0, 0, big, big)
    pygame.draw.rect(surface, (255, 255, 255, 255), body, thick * over, border_radius=radius * over)
    gap = (side - 2 * arm) * over
    surface.fill((255, 255, 255, 0), (arm * over, 0, gap, big))
    surface.fill((255, 255, 255, 0), (0, arm * over, big, gap))
    return pygame.transform.smoothscale(surface, (side, side)).convert_alpha()
