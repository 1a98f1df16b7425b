"""Open the screen: try one video driver after the other, and say in one line what came of it."""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pygame
from msgspec import Struct

log = logging.getLogger(__name__)

DRIVERS = ("kmsdrm", "wayland", "x11", "offscreen")
DRM = Path("/sys/class/drm")


class DisplaySettings(Struct, frozen=True):
    """How to open the screen.

    Args:
        driver: auto, kmsdrm, wayland, x11, offscreen or dummy.
        size: width and height; None takes the whole screen.
        full_flip: show whole frames always; None: only under kmsdrm (SDL#8825).
    """

    driver: str = "auto"
    size: tuple[int, int] | None = None
    full_flip: bool | None = None


def card_index(drm: Path) -> int | None:
    """Return the lowest graphics card with a connected screen; a Pi 5 has two (SDL#13705)."""
    found: list[int] = []
    for status in drm.glob("card*-*/status"):
        number = status.parent.name.removeprefix("card").split("-", 1)[0]
        if number.isdigit() and status.read_text(errors="replace").strip() == "connected":
            found.append(int(number))
    return min(found, default=None)


def candidates(driver: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """List the drivers to try; a named one first, kmsdrm not where a desktop holds the card."""
    desktop = bool(environment.get("WAYLAND_DISPLAY") or environment.get("DISPLAY"))
    usual = tuple(d for d in DRIVERS if d != "kmsdrm" or not desktop)
    if not desktop:
        usual = tuple(d for d in usual if d not in {"wayland", "x11"})
    if driver == "auto":
        return usual
    return (driver, *(d for d in usual if d != driver))


class Display:
    """An open screen: a surface to draw on, and the showing of its changed parts."""

    def __init__(self, surface: pygame.Surface, driver: str, *, full_flip: bool) -> None:
        self.surface = surface
        self.driver = driver
        self.full_flip = full_flip

    @property
    def visible(self) -> bool:
        """Whether somebody can see it."""
        return self.driver not in {"offscreen", "dummy"}

    def show(self, rects: Sequence[pygame.Rect]) -> None:
        """Show what was drawn in `rects`."""
        if self.full_flip:
            pygame.display.flip()
        else:
            pygame.display.update(list(rects))

    def screenshot(self, path: Path) -> None:
        """Write the screen as a PNG."""
        pygame.image.save(self.surface, str(path))

    def close(self) -> None:
        """Give the screen back."""
        pygame.display.quit()


def open_display(settings: DisplaySettings, drm: Path = DRM) -> Display:
    """Open the first screen that works.

    Raises:
        RuntimeError: no driver opened, not even one without a screen.
    """
    tried: list[str] = []
    for driver in candidates(settings.driver, os.environ):
        fault = _try(driver, settings, drm)
        if fault is None:
            surface = pygame.display.get_surface()
            if surface is None:
                continue
            tried.append(f"{driver}: ok")
            log.info("display: %s", "; ".join(tried))
            whole = driver == "kmsdrm" if settings.full_flip is None else settings.full_flip
            pygame.mouse.set_visible(driver in {"x11", "wayland"})
            return Display(surface, driver, full_flip=whole)
        tried.append(f"{driver}: {fault}")
    log.error("display: %s", "; ".join(tried))
    raise RuntimeError("no display driver opened: " + "; ".join(tried))


def _try(driver: str, settings: DisplaySettings, drm: Path) -> str | None:
    """Open one driver; return what went wrong, or None."""
    if driver == "kmsdrm":
        index = card_index(drm)
        if index is None:
            return "no connected screen"
        os.environ.setdefault("SDL_KMSDRM_DEVICE_INDEX", str(index))
    for name in ("SDL_VIDEODRIVER", "SDL_VIDEO_DRIVER"):  # SDL 2, SDL 3
        os.environ[name] = driver
    pygame.display.quit()
    try:
        pygame.display.init()
        pygame.font.init()
        size = settings.size
        if size is None and driver in {"offscreen", "dummy"}:
            size = (1280, 800)
        flags = 0 if size else pygame.FULLSCREEN
        pygame.display.set_mode(size or (0, 0), flags)
        pygame.display.set_caption("Kiosk")
    except pygame.error as fault:
        return str(fault)
    return None
