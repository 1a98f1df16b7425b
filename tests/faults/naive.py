"""What anybody would build first, built well: the outbox row is deleted when its PUBACK comes.

QoS 1, a window of 20, sessions that the broker keeps, its persistence switched on, and a central
that commits before it acknowledges. It has everything but the far end's own ack.
"""

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import paho.mqtt.client as mqtt

from kiosk.store.db import open_reader

TOPIC = "naive/events"
_WINDOW, _KEEPALIVE_S = 20, 2


class _Row(msgspec.Struct):
    id: str


def _client(name: str, port: int) -> mqtt.Client:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, clean_session=False)
    client.max_inflight_messages_set(_WINDOW)
    client.reconnect_delay_set(1, 1)
    client.connect_async("127.0.0.1", port, keepalive=_KEEPALIVE_S)
    return client


def _table(path: Path, sql: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=5.0, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL").fetchone()
    db.execute("PRAGMA synchronous=FULL")
    db.execute(sql)
    return db


def _insist(db: sqlite3.Connection, stop: threading.Event, sql: str, given: list[Any]) -> None:
    """Write until the disk takes it."""
    while not stop.is_set():
        with suppress(sqlite3.OperationalError):
            db.execute(sql, given)
            return
        stop.wait(0.02)


def carry(folder: Path, port: int, stop: threading.Event) -> None:
    """Publish every journal row that has no PUBACK; `gone` stands for the deleted outbox row."""
    db = _table(folder / "outbox.db", "CREATE TABLE IF NOT EXISTS gone (seq INTEGER PRIMARY KEY)")
    client = _client("naive-sync", port)
    acked: set[int] = set()
    client.on_publish = lambda _c, _u, mid, *_: acked.add(mid)  # the PUBACK is there
    client.loop_start()
    flying: list[tuple[int, int]] = []
    cursor = 0
    while not stop.is_set():
        with suppress(sqlite3.Error):
            journal = open_reader(folder / "counter.db")
            sql = "SELECT seq, body FROM journal WHERE seq > ? ORDER BY seq LIMIT ?"
            rows = journal.execute(sql, [cursor, _WINDOW - len(flying)]).fetchall()
            journal.close()
            for seq, body in rows:
                cursor = seq
                if not db.execute("SELECT 1 FROM gone WHERE seq = ?", [seq]).fetchone():
                    flying.append((seq, client.publish(TOPIC, bytes(body), qos=1).mid))
        done = [(seq, mid) for seq, mid in flying if mid in acked]
        for seq, mid in done:
            _insist(db, stop, "INSERT INTO gone VALUES (?)", [seq])
            acked.discard(mid)
        flying = [one for one in flying if one not in done]
        stop.wait(0.002)
    client.disconnect()
    client.loop_stop()


def keep(folder: Path, port: int, stop: threading.Event, *, dedupes: bool = False) -> None:
    """Commit what comes, one message after another; paho acknowledges after the callback."""
    unique = " UNIQUE" if dedupes else ""
    db = _table(
        folder / "central.db",
        f"CREATE TABLE IF NOT EXISTS event (n INTEGER PRIMARY KEY, id TEXT NOT NULL{unique})",
    )

    def came(_c: object, _u: object, message: mqtt.MQTTMessage) -> None:
        id_ = msgspec.json.decode(message.payload, type=_Row).id
        _insist(db, stop, "INSERT OR IGNORE INTO event (id) VALUES (?)", [id_])

    client = _client("naive-central", port)
    client.on_connect = lambda *_: client.subscribe(TOPIC, qos=1)
    client.on_message = came
    client.loop_start()
    stop.wait()
    client.disconnect()
    client.loop_stop()
