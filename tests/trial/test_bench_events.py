"""The events of a benchmark are a working day's: all different, and the books can follow them."""

from itertools import islice
from pathlib import Path
from random import Random

from kiosk import moments
from kiosk.central.store import Packet, Point
from kiosk.central.store_sqlite import SqliteStore
from kiosk.core import events
from kiosk.core.events import Stamp
from kiosk.core.words import ClockQuality
from kiosk.store.counter_file import CounterFile
from kiosk.sync.protocol import Batch
from kiosk.trial.bench_events import Journal, lives


def stamp() -> Stamp:
    return Stamp(1_780_000_000_000, 1, "0" * 16, ClockQuality.NTP)


def test_no_two_events_are_alike(tmp_path: Path) -> None:
    told = list(islice(lives(stamp, Random(1)), 700))
    assert len({event.id for event in told}) == len(told)
    assert len({event.facts for event in told}) == len(told)
    file = CounterFile(tmp_path / "counter.db", "box-1", epoch="a" * 16, at=0)
    with file.unit():
        file.journal.record(told)
    assert file.journal.audit().differing == ()
    file.close()


def test_a_central_takes_the_batches_of_a_journal_without_a_conflict(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "central.db", moments.new_id, moments.nonce)
    journal = Journal("box-1", stamp, Random(1))
    with store.unit():
        store.register(Point("p1", "Lesnaya 12", bytes(32), "ozon_like"), "box-1")
    store.take([Packet("box-1", "up/hello", journal.hello())], 0)
    batches: list[Batch] = [journal.batch(4) for _ in range(21)]
    store.take([Packet("box-1", "up/events", batch) for batch in batches], 0)
    counts = store.questions.counts("p1")
    assert (counts.events, counts.upto, counts.conflicts, counts.alarms) == (84, 84, 0, {})
    assert journal.seq == 84
    raws = [bytes(item) for batch in batches for item in batch.items]
    kept = [id_ for _, id_ in store.questions.event_ids("box-1")]
    assert kept == [events.decode(raw).id for raw in raws]
    store.close()
