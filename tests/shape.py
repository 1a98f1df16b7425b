"""Print the shape of the house beside its target (ANCHORS.md 2): `python -m tests.shape`."""

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.house_rules import Source, circles, sources

TARGET = ("<= 120 / 240 / 400", "<= 8 / 25 / 60", "100 %", "100 %", "0")


def spread(lengths: Sequence[int]) -> str:
    """Return median, 90th percentile and greatest."""
    ordered = sorted(lengths)
    return f"{ordered[len(ordered) // 2]} / {ordered[len(ordered) * 9 // 10]} / {ordered[-1]}"


def functions(files: Sequence[Source]) -> Iterator[ast.FunctionDef]:
    for src in files:
        yield from (n for n in ast.walk(src.tree) if isinstance(n, ast.FunctionDef))


def promised(body: Sequence[ast.stmt]) -> Iterator[ast.FunctionDef]:
    """Yield the public functions of a module and of its public classes."""
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from promised(node.body)


def share(kept: Sequence[bool]) -> str:
    return f"{100 * sum(kept) // len(kept)} %"


def row(files: Sequence[Source]) -> tuple[str, ...]:
    """Return the figures of a set of files, in the order of TARGET."""
    written = [src for src in files if not src.is_package]
    every = list(functions(files))
    public = [f for src in written for f in promised(src.tree.body)]
    return (
        spread([len(src.text.splitlines()) for src in written]),
        spread([(f.end_lineno or f.lineno) - f.lineno + 1 for f in every]),
        share([ast.get_docstring(f) is not None for f in public]),
        share([f.returns is not None for f in every]),
        str(len(circles(files))),
    )


def main() -> None:
    root = Path(__file__).parent.parent
    kiosk, tests = sources(root, "kiosk"), sources(root, "tests")
    lines, proof = (sum(len(s.text.splitlines()) for s in part) for part in (kiosk, tests))
    heads = ("", "file", "function", "docstrings", "returns annotated", "in a circle")
    print_row = "{:<8} {:>20} {:>16} {:>11} {:>18} {:>12}".format
    sys.stdout.write(print_row(*heads) + "\n")
    sys.stdout.write(print_row("kiosk", *row(kiosk)) + "\n")
    sys.stdout.write(print_row("target", *TARGET) + "\n")
    sys.stdout.write(f"{lines} lines, {proof / lines:.2f} test lines a line (target 1.0-1.5)\n")


if __name__ == "__main__":
    main()
