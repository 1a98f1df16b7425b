"""What the central asks of its store is what every store answers."""

import inspect

import msgspec
import pytest

from kiosk.central import store
from kiosk.central.store import Packet, Store
from kiosk.central.store_postgres import PostgresStore
from kiosk.central.store_sqlite import SqliteStore

ASKED = [name for name, _ in inspect.getmembers(Store, inspect.isfunction) if name[0] != "_"]


@pytest.mark.parametrize("kind", [SqliteStore, PostgresStore])
@pytest.mark.parametrize("name", ASKED)
def test_every_question_is_answered_with_the_same_words(name: str, kind: type) -> None:
    asked = inspect.signature(getattr(Store, name))
    answered = inspect.signature(inspect.unwrap(getattr(kind, name)))
    assert list(answered.parameters.values()) == list(asked.parameters.values())


def test_all_that_writes_is_asked_for() -> None:
    assert {"take", "queue", "register", "unit", "granted"} <= set(ASKED)


def test_what_passes_between_loop_and_store_cannot_be_changed() -> None:
    packet = Packet("box-1", "state", None)
    with pytest.raises(AttributeError):
        packet.device = "box-2"  # type: ignore[misc]
    for name in ("Packet", "Reply", "Opened", "Taken", "Point"):
        assert issubclass(getattr(store, name), msgspec.Struct)
        assert getattr(store, name).__struct_config__.frozen
