"""Where the journeys of docs/ lie; what was played is compared with them, or kept as them."""

import re
from pathlib import Path

from kiosk.trial.journeys import digest, is_alike, journey, marks_of, small

ROOT = Path(__file__).parents[2]
WRITTEN = sorted((ROOT / "tests" / "scenarios").glob("*.txt"))
PAGE = ROOT / "docs" / "journeys.md"
PICTURES = ROOT / "docs" / "pictures" / "journeys"
TREES = ROOT / "tests" / "golden" / "journeys"
_ANOTHER = re.compile(r"\b\d{13}\b|…[0-9a-f]{6}\b")  # ms since 1970; the end of a new id
RENEW = "stale: make docs, then look"


def trees_of(text: str) -> dict[str, str]:
    """Return what stood on the screen of each picture, from a file of trees."""
    return dict(re.findall(r"^== (\S+)\n((?:(?!== ).*\n)*)", text, re.MULTILINE))


def write(scenario: Path, out: Path) -> None:
    """Keep the pictures a played scenario took; one that shows the same stays as it is."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    TREES.mkdir(parents=True, exist_ok=True)
    told: list[str] = []
    taken = journey(scenario).pictures
    for one in taken:
        tree = (out / one.file).with_suffix(".txt").read_text(encoding="utf-8")
        told.append(f"== {one.file}\n{tree}")
        marks = {"steps": one.mark, "tree": digest(tree)}
        kept = PICTURES / one.file
        if not (out / one.file).exists():
            raise FileNotFoundError(f"{one.file} is of the console: it takes a browser")
        fresh = small((out / one.file).read_bytes(), marks)
        if not (kept.exists() and _is_fresh(kept.read_bytes(), fresh)):
            kept.write_bytes(fresh)
    (TREES / f"{scenario.stem}.txt").write_text("".join(told), encoding="utf-8")
    for left_over in PICTURES.glob(f"{scenario.stem}-*.png"):
        if left_over.name not in {one.file for one in taken}:
            left_over.unlink()


def _is_fresh(kept: bytes, fresh: bytes) -> bool:
    return marks_of(kept) == marks_of(fresh) and is_alike(kept, fresh)


def _told(tree: str) -> list[str]:
    """Return what of a tree is the same each time.

    Without the bell, since how slow a camera starts has its own notice; no moments, no new ids.
    """
    lines = (line for line in tree.splitlines() if not line.startswith("bar.bell "))
    return [_ANOTHER.sub("<another>", line) for line in lines]


def compare(scenario: Path, out: Path) -> None:
    """Compare what a played scenario showed with what docs/ shows."""
    trees = trees_of((TREES / f"{scenario.stem}.txt").read_text(encoding="utf-8"))
    for one in journey(scenario).pictures:
        played = out / one.file
        shown = played.with_suffix(".txt").read_text(encoding="utf-8")
        assert _told(shown) == _told(trees[one.file]), RENEW
        if not played.exists():  # a page of the console, where there is no browser
            continue
        fresh = small(played.read_bytes(), {})
        assert is_alike((PICTURES / one.file).read_bytes(), fresh), f"{one.file} is {RENEW}"
