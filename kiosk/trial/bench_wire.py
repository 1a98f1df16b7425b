"""What an event costs on the wire and in the reader, against plain JSON."""

import gc
import json
import re
import time
import zlib
from collections.abc import Callable
from random import Random
from statistics import median
from typing import get_args

from msgspec import Struct
from msgspec.structs import fields

from kiosk import moments
from kiosk.core import events
from kiosk.sync.protocol import MAX_EVENTS, Ack, Batch, pack, unpack
from kiosk.trial.bench_events import Journal
from kiosk.trial.figures import Row, at_most

_BATCHES, _ROUNDS = 8, 7


def rows() -> tuple[Row, ...]:
    """Measure bytes and decoding over the events of a day."""
    boot = moments.boot_id()
    journal = Journal("bench-1", lambda: moments.moment(boot), Random(7))
    batches = [journal.batch(MAX_EVENTS) for _ in range(_BATCHES)]
    raws = [bytes(item) for batch in batches for item in batch.items]
    packets = [pack(batch) for batch in batches]
    whole = _ratio(
        lambda: [unpack(packet, Batch) for packet in packets],
        lambda: [json.loads(zlib.decompress(packet)) for packet in packets],
    )

    def ours() -> object:
        return [events.decode_all(batch.items) for batch in batches]

    checked = _ratio(ours, lambda: [json.loads(raw) for raw in raws])
    alike = _ratio(ours, lambda: [_checked(raw) for raw in raws])
    return (
        at_most("bytes on the wire / plain JSON", _bytes_of(batches) / _plain_bytes(raws), 0.2),
        at_most("typed decode of a packet / json.loads", whole, 0.5),
        at_most("typed decode of a batch's events, ids checked / json.loads", checked, 0.5),
        at_most("typed decode of a batch's events / json.loads, ids checked too", alike, 0.5),
    )


def _patterns(form: type[Struct]) -> dict[str, re.Pattern[str]]:
    """Return what the words of a form are held against."""
    metas = {field.name: get_args(field.type)[1:] for field in fields(form)}
    return {
        name: re.compile(meta[0].pattern)
        for name, meta in metas.items()
        if meta and getattr(meta[0], "pattern", None)
    }


_HEAD = _patterns(events.Envelope)
_FACTS = {word: _patterns(fact) for word, fact in events.FACTS.items()}


def _checked(raw: bytes) -> object:
    """Read an event as json.loads does, and hold its words against the same patterns."""
    event = json.loads(raw)
    for name, pattern in _HEAD.items():
        if pattern.search(event[name]) is None:
            raise ValueError(name)
    facts = event["facts"]
    for name, pattern in _FACTS[event["type"]].items():
        if name in facts and pattern.search(facts[name]) is None:
            raise ValueError(name)
    return event


def _bytes_of(batches: list[Batch]) -> int:
    """Return the bytes of all payloads that carry the events, and of their acks."""
    acks = (Ack(epoch=batch.epoch, upto=batch.last) for batch in batches)
    return sum(len(pack(packet)) for packet in (*batches, *acks))


def _plain_bytes(raws: list[bytes]) -> int:
    """Return what the same events take as anybody would send them: one JSON object each."""
    return sum(len(json.dumps(json.loads(raw)).encode()) for raw in raws)


def _ratio(ours: Callable[[], object], plain: Callable[[], object]) -> float:
    """Return how much of the processor's time ours takes of plain's."""
    gc.disable()  # its pauses would be counted for one or the other
    pairs = [(_spent_s(ours), _spent_s(plain)) for _ in range(_ROUNDS)]
    gc.enable()
    return median(mine / theirs for mine, theirs in pairs)


def _spent_s(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began
