"""The papers say what is: generated ones are fresh, links lead somewhere, short ones stay short."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kiosk.cli import main
from kiosk.sync import asyncapi

ROOT = Path(__file__).parent.parent
PAPERS = sorted(
    path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if path.name != "commands.md"
)
MOST_LINES = {
    "README.md": 130,
    "CONTRIBUTING.md": 60,
    "SECURITY.md": 80,
    "architecture.md": 150,
    "journeys.md": 600,  # written by `make docs`
}
MOST_LINES_DECISION = 30


def _verbs(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for word, inner in sorted(command.commands.items()):
            yield from _verbs(inner, f"{name} {word}")


def _commands() -> str:
    parts = ["# The command `kiosk`", "Written by `make docs` from the command's own help."]
    for name, command in _verbs(main, "kiosk"):
        said = command.get_help(click.Context(command, info_name=name, max_content_width=96))
        parts.append(f"## {name}\n\n```\n{said}\n```")
    return "\n\n".join(parts) + "\n"


def test_the_page_of_commands_is_fresh(request: pytest.FixtureRequest) -> None:
    path = ROOT / "docs" / "commands.md"
    if request.config.getoption("--golden"):
        path.write_text(_commands(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == _commands(), "stale: make docs"


def test_the_wires_document_is_fresh(request: pytest.FixtureRequest) -> None:
    path = ROOT / "docs" / "asyncapi.json"
    if request.config.getoption("--golden"):
        path.write_bytes(asyncapi.document())
    assert path.read_bytes() == asyncapi.document(), "stale: make docs"


def test_every_verb_says_what_it_does() -> None:
    assert [name for name, command in _verbs(main, "kiosk") if not command.help] == []


def test_every_option_says_what_it_does() -> None:
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in _verbs(main, "kiosk")
        for option in command.params
        if isinstance(option, click.Option) and not option.help and option.type.name != "choice"
    ]
    assert silent == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_are_there(paper: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", paper.read_text(encoding="utf-8"))
    near = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]
    assert [link for link in near if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_paper_keeps_to_its_length(paper: Path) -> None:
    most = MOST_LINES.get(paper.name, 200)
    if paper.parent.name == "decisions":
        most = MOST_LINES_DECISION
    assert len(paper.read_text(encoding="utf-8").splitlines()) <= most


def test_every_claim_of_security_names_a_proof_that_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:tests/|requirements)[^`]*)`", text)
    assert len(named) >= len(re.findall(r"^\| [a-z]", text, re.MULTILINE)) - 1
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_a_decision_answers_the_five_questions() -> None:
    parts = ("*Question.*", "*Choice.*", "*Because.*", "*Price.*", "*Look again when.*")
    for paper in ROOT.glob("docs/decisions/*.md"):
        text = paper.read_text(encoding="utf-8")
        assert [part for part in parts if part not in text] == [], paper.name


def test_every_verb_of_make_is_listed_by_help() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    listed = set(re.findall(r"^([a-z]+):.*## ", text, re.MULTILINE))
    assert phony is not None
    assert set(phony.group(1).split()) - listed == {"system"}
