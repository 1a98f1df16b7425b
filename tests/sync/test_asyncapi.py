"""The wire's document agrees with the programs, and a stranger can write a central from it."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from kiosk.core import events, messages
from kiosk.store.db import open_reader
from kiosk.sync.asyncapi import document
from kiosk.sync.roads import ROADS
from kiosk.trial.brokers import Broker
from tests.sync.conftest import DEVICE, Counter
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
DOCUMENT = ROOT / "docs" / "asyncapi.json"
STRANGER = Path(__file__).with_name("foreign_central.py")
TOLD: dict[str, Any] = json.loads(document())


def schema(name: str) -> jsonschema.Draft7Validator:
    root = {"allOf": [{"$ref": f"#/components/schemas/{name}"}], "components": TOLD["components"]}
    return jsonschema.Draft7Validator(root)


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (part[key] for key in part if key == "$ref")
        yield from (ref for value in part.values() for ref in references(value))
    elif isinstance(part, list):
        yield from (ref for value in part for ref in references(value))


def at(ref: str) -> object:
    found: Any = TOLD
    for step in ref.removeprefix("#/").split("/"):
        found = found[step]
    return found


# -- the document agrees with the code -------------------------------------------------------------


def test_every_reference_leads_somewhere_and_every_schema_is_one() -> None:
    assert all(at(ref) for ref in references(TOLD))
    for one in TOLD["components"]["schemas"].values():
        jsonschema.Draft7Validator.check_schema(one)


def test_every_type_that_travels_is_in_it() -> None:
    schemas = set(TOLD["components"]["schemas"])
    assert {f"event.{word}" for word in events.FACTS} <= schemas
    assert {f"message.{word}" for word in messages.LETTERS} <= schemas
    assert {road.packet.__name__ for road in ROADS} <= schemas


def test_no_word_of_it_speaks_of_papers_a_stranger_has_not() -> None:
    assert b".md" not in document()


def test_a_topic_says_how_it_is_published() -> None:
    told = TOLD["operations"]
    assert told["receiveHealth"]["bindings"]["mqtt"]["qos"] == 0
    assert told["receiveState"]["bindings"]["mqtt"]["retain"] is True
    assert told["receiveEvents"]["reply"] == {"channel": {"$ref": "#/channels/events_ack"}}
    assert told["sendWelcome"]["action"] == "send"
    will = TOLD["servers"]["boxes"]["bindings"]["mqtt"]["lastWill"]
    assert (will["topic"], will["qos"], will["retain"]) == ("pvz/v1/d/{device}/state", 1, True)


GOLDENS = sorted([*GOLDEN.glob("events/*.json"), *GOLDEN.glob("letters/*.json")])


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_ever_written_is_valid_by_the_document(path: Path) -> None:
    item = json.loads(path.read_bytes())
    schema("Event" if path.parent.name == "events" else "Message").validate(item)


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_field_gone_wrong_is_refused_by_document_and_program_alike(path: Path) -> None:
    item = json.loads(path.read_bytes())
    if item["facts"]:
        item["facts"][next(iter(item["facts"]))] = {"no": "such thing"}
    else:  # a fact that says all by its name
        item["facts"] = ["no", "such thing"]
    if item["type"] == "policy.set":
        item["facts"]["version"] = "one"
    here = path.parent.name == "events"
    assert not schema("Event" if here else "Message").is_valid(item)
    with pytest.raises(msgspec.ValidationError):
        (events if here else messages).decode(json.dumps(item).encode())


def test_a_type_nobody_knows_yet_is_valid_by_its_envelope() -> None:
    item = json.loads((GOLDEN / "events" / "cell.freed.1.json").read_bytes())
    assert schema("Event").is_valid(item | {"type": "weather.changed", "facts": {"rain": True}})
    assert schema("Event").is_valid(item | {"tv": 2, "facts": {}})
    assert not schema("Event").is_valid(item | {"type": "weather.changed", "mono": "late"})


# -- a stranger's central --------------------------------------------------------------------------


def test_the_stranger_knows_nothing_of_ours() -> None:
    tree = ast.parse(STRANGER.read_text(encoding="utf-8"))
    named = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    named |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    foreign = {name.split(".")[0] for name in named} - sys.stdlib_module_names
    assert foreign == {"jsonschema", "paho"}


class Stranger:
    """A box with the real `kiosk sync`, and the stranger's central."""

    def __init__(self, folder: Path, broker: Broker) -> None:
        self.folder, self._broker = folder, broker
        (folder / "data").mkdir()
        (folder / "kiosk.toml").write_text(
            f'[point]\nid = "7731"\ndevice = "{DEVICE}"\n'
            f'[mqtt]\nhost = "{broker.host}"\nport = {broker.port}\n',
            encoding="utf-8",
        )
        self._running: list[subprocess.Popen[bytes]] = []

    def start_central(self) -> "subprocess.Popen[bytes]":
        told = [str(DOCUMENT), self._broker.host, str(self._broker.port), str(self.folder)]
        return self._start([sys.executable, "-I", str(STRANGER), *told])

    def start_sync(self) -> None:
        settings = str(self.folder / "kiosk.toml")
        self._start([sys.executable, "-m", "kiosk", "sync", "--config", settings])

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        self._running.append(subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}))
        return self._running[-1]

    def commits(self) -> list[dict[str, Any]]:
        """Return what the stranger has committed, line by line."""
        path = self.folder / "events.jsonl"
        whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
        return [json.loads(line) for line in whole.splitlines()]

    def ids(self) -> list[str]:
        return [event["id"] for line in self.commits() for event in line["events"]]

    def inbox(self) -> list[bytes]:
        reader = open_reader(self.folder / "data" / "mail.db")
        found = reader.execute("SELECT raw FROM inbox ORDER BY seq").fetchall()
        reader.close()
        return [bytes(raw) for (raw,) in found]

    def close(self) -> None:
        for child in self._running:
            child.kill()
            child.wait()


@pytest.fixture
def stranger(tmp_path: Path, broker: Broker) -> Iterator[Stranger]:
    made = Stranger(tmp_path, broker)
    yield made
    made.close()


@pytest.mark.cut
def test_a_central_written_from_the_document_alone_gets_every_event_once(
    stranger: Stranger, tmp_path: Path
) -> None:
    letters = [path.read_bytes() for path in sorted(GOLDEN.glob("letters/*.json"))]
    (tmp_path / "messages.jsonl").write_bytes(b"\n".join(letters))
    counter = Counter(tmp_path / "data" / "counter.db")
    counter.happen(700, unit=100)
    with counter.file.unit():  # a number that will never come, in the middle of the stream
        counter.file.db.execute("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'journal'")
    counter.happen(300, unit=100)
    first = stranger.start_central()
    stranger.start_sync()
    eventually(lambda: len(stranger.commits()) >= 2)
    first.kill()
    first.wait()
    stranger.start_central()
    eventually(lambda: len(stranger.ids()) >= 1000)
    counter.happen(3)
    eventually(lambda: len(stranger.ids()) >= 1003)
    assert stranger.ids() == [row.id for row in counter.file.journal.since(0, 2000)]
    assert [line["bad"] for line in stranger.commits() if line["bad"]] == []
    eventually(lambda: len(stranger.inbox()) == len(letters))
    assert [json.loads(raw) for raw in stranger.inbox()] == [json.loads(sent) for sent in letters]
    counter.file.close()
