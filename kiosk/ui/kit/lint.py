"""Look over a drawn screen as a strict designer would, and say what is wrong (UI.md 12)."""

from collections.abc import Iterable, Iterator
from itertools import combinations

import pygame
from msgspec import Struct

from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas, Mark
from kiosk.ui.kit.cells import CellBadge
from kiosk.ui.kit.eye import CameraView
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.skin import ELLIPSIS, Skin
from kiosk.ui.kit.viewer import Thumb, Viewer
from kiosk.ui.kit.widget import Rect, Widget, walk
from kiosk.ui.theme import LEAST_GAP_PX, LEAST_HIT_PX, LEAST_TYPE_PX, Rgb

AMBER = (255, 176, 0)
NEAR_AMBER = 8
TEXT_CONTRAST, SIGN_CONTRAST = 4.5, 3.0
SPILL_PX = 8  # the rail's words may use its margin
UNDRAWN = frozenset({"box", "rack", "sheet", "dialog", "keyboard"})


class Finding(Struct, frozen=True):
    """One thing that is wrong: which rule, on what, and how."""

    rule: str
    widget: str
    detail: str


def findings(screen: Screen, lit: frozenset[str] = frozenset()) -> list[Finding]:
    """Draw a settled screen in memory and list everything that is wrong with it.

    Args:
        screen: has its tree.
        lit: the cells in `Shown.lit`.
    """
    if screen.root is None:
        return [Finding("empty", screen.name, "the screen has no tree")]
    skin = screen.skin
    size = (skin.layout.width, skin.layout.height)
    surface = pygame.Surface(size)
    marks: list[Mark] = []
    screen.draw(Canvas(surface, skin, marks))
    shown = seen(screen.root)
    return [
        *_texts(marks, skin),
        *_contrasts(marks),
        *_overlaps(shown),
        *_targets(shown, Rect(0, 0, *size)),
        *_buttons(shown),
        *_personal(screen, shown, marks),
        *_lamps(list(walk(screen.root)), lit, surface),
        *(Finding("translation", screen.name, m) for m in sorted(skin.phrases.missing)),
    ]


def seen(root: Widget) -> list[Widget]:
    """Return what a finger or an eye can reach: nothing that lies under a sheet."""
    shown: list[Widget] = []
    for w in walk(root):
        if w.blocks:
            shown = [s for s in shown if not w.rect.colliderect(s.rect) or _holds(s, w)]
        shown.append(w)
    return shown


def _holds(outer: Widget, inner: Widget) -> bool:
    return any(w is inner for w in walk(outer))


# -- letters ---------------------------------------------------------------------------------


def _texts(marks: Iterable[Mark], skin: Skin) -> Iterator[Finding]:
    for mark in marks:
        if not mark.style:
            continue
        if mark.px < LEAST_TYPE_PX:
            yield Finding("small", mark.owner, f"{mark.text!r} in {mark.px} px")
        if _lacks(skin, mark):
            yield Finding("glyph", mark.owner, f"{mark.text!r} has a letter the font lacks")
        if not mark.whole:
            continue
        x, _, w, _ = mark.rect
        left, _, wide, _ = mark.inside
        out = x < left - SPILL_PX or x + w > left + wide + SPILL_PX
        if out or w > mark.room[2] + 1:
            yield Finding("clipped", mark.owner, f"{mark.text!r} leaves its room")
        elif mark.text.endswith(ELLIPSIS) and not mark.cuts:
            yield Finding("clipped", mark.owner, f"{mark.text!r} is cut")


def _lacks(skin: Skin, mark: Mark) -> bool:
    """Whether the font lacks a letter: pygame tells None, pygame-ce an empty box."""
    measured = skin.font(mark.style).metrics(mark.text)
    return any(
        box is None or (not any(box[:4]) and not letter.isspace())
        for letter, box in zip(mark.text, measured, strict=False)
    )


def contrast(a: Rgb, b: Rgb) -> float:
    """Return the contrast of two colours as WCAG defines it, 1 to 21."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    parts = [c / 255 for c in colour]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)  # noqa: PLR2004  # WCAG 2
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrasts(marks: Iterable[Mark]) -> Iterator[Finding]:
    for mark in marks:
        least = TEXT_CONTRAST if mark.style else SIGN_CONTRAST
        ratio = contrast(mark.colour, mark.ground)
        if mark.whole and ratio < least:
            yield Finding("contrast", mark.owner, f"{mark.text!r} {ratio:.2f} under {least}")


# -- places ----------------------------------------------------------------------------------


def _name(w: Widget) -> str:
    return w.id or f"{w.role}:{w.text[:24]}"


def _overlaps(shown: list[Widget]) -> Iterator[Finding]:
    leaves = [w for w in shown if not w.parts() and w.role not in UNDRAWN and w.rect.w and w.rect.h]
    for a, b in combinations(leaves, 2):
        common = a.rect.clip(b.rect)
        if common.w > 1 and common.h > 1:
            yield Finding("overlap", _name(a), f"lies over {_name(b)} by {common.size}")


def _targets(shown: list[Widget], screen: Rect) -> Iterator[Finding]:
    targets = [(w, hit.clip(screen)) for w in shown if (hit := w.hit) is not None]
    ids: set[str] = set()
    for w, hit in targets:
        if min(hit.size) < LEAST_HIT_PX:
            yield Finding("hit", _name(w), f"{hit.w} x {hit.h}")
        if not w.id or w.id in ids:
            yield Finding("id", _name(w), "a touch target needs an id of its own")
        ids.add(w.id)
    for (a, hit_a), (b, hit_b) in combinations(targets, 2):
        if a.blocks or b.blocks or hit_a.contains(hit_b) or hit_b.contains(hit_a):
            continue  # a button on a tile, a cell on its rack
        aside = max(hit_a.left - hit_b.right, hit_b.left - hit_a.right)
        below = max(hit_a.top - hit_b.bottom, hit_b.top - hit_a.bottom)
        if max(aside, below) < LEAST_GAP_PX:
            yield Finding("gap", _name(a), f"{max(aside, below)} px to {_name(b)}")


def _buttons(shown: list[Widget]) -> Iterator[Finding]:
    buttons = [w for w in shown if isinstance(w, Button)]
    primaries = [w for w in buttons if w.rank == "primary"]
    if len(primaries) > 1:
        yield Finding("primaries", _name(primaries[1]), f"{len(primaries)} primary buttons")
    for w in buttons:
        if w.tappable and not w.enabled and not w.reason:
            yield Finding("reason", _name(w), "disabled without a reason")
        if w.tappable and not w.text:
            yield Finding("label", _name(w), "a target without a label")


def _personal(screen: Screen, shown: list[Widget], marks: Iterable[Mark]) -> Iterator[Finding]:
    if not screen.private:
        return
    names = {_name(w) for w in shown if w.personal} | {m.owner for m in marks if m.personal}
    for name in sorted(names):
        yield Finding("personal", name, "personal text on a private screen")


# -- lamps -----------------------------------------------------------------------------------


def _lamps(all_: list[Widget], lit: frozenset[str], surface: pygame.Surface) -> Iterator[Finding]:
    spared: list[Rect] = []
    halves = [w for s in all_ if isinstance(s, ScrollList) for r in s.drawn() for w in walk(r)]
    for w in {id(w): w for w in [*all_, *halves]}.values():
        if isinstance(w, CellBadge) and w.lit:
            spared.append(w.rect)
            if w.lit not in lit:
                yield Finding("lamp", _name(w), f"{w.lit} shines here but not on the shelf")
        if isinstance(w, Thumb | Viewer | CameraView):
            spared.append(w.rect)
    spots = amber(surface, spared)
    if spots:
        yield Finding("amber", f"at {spots[0]}", f"{len(spots)} amber pixels outside lamps")


def amber(surface: pygame.Surface, spared: Iterable[Rect]) -> list[tuple[int, int]]:
    """Find pixels of the first lamp's colour outside `spared`."""
    near = pygame.mask.from_threshold(surface, AMBER, (NEAR_AMBER + 1,) * 3)
    for rect in spared:
        near.erase(pygame.Mask((rect.width, rect.height), fill=True), (rect.left, rect.top))
    if not near.count():
        return []
    width, height = near.get_size()
    return [(x, y) for x in range(width) for y in range(height) if near.get_at((x, y))]
