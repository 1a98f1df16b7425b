"""The counts of days against the journal: counted in slices, anew, and the long way round."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core.day_counts import Counts, summed
from kiosk.core.facts import visits
from kiosk.core.facts.link import LinkLost, LinkRestored
from kiosk.core.figures import Figure, figures
from kiosk.store.counter_file import read_counter
from kiosk.trial import year
from kiosk.trial.year import Moment
from tests.store.conftest import T0, Ledger

ALL = ("2020-01-01", "2039-12-31")
EAST = ZoneInfo("Asia/Vladivostok")
MIDNIGHT = T0 // 86_400_000 * 86_400_000
NOW = MIDNIGHT + 5 * 86_400_000


def play(ledger: Ledger, happened: Sequence[Moment]) -> None:
    """Record moments, a few a unit."""
    for begin in range(0, len(happened), 40):
        told = [
            replace(ledger.event(one.fact, one.at), actor=one.actor)
            for one in happened[begin : begin + 40]
        ]
        with ledger.file.unit():
            ledger.file.journal.record(told)


def days_of(random: Random, days: int, parcels: int) -> list[Moment]:
    return [
        moment
        for day in range(days)
        for moment in year.day(random, MIDNIGHT + day * year.DAY_MS, f"d{day}", parcels)
    ]


def plainly(happened: Sequence[Moment], zone: timezone | ZoneInfo) -> dict[str, Counts]:
    """Count issued parcels and completed visits of each day the long way round."""
    issued: dict[str, Moment] = {}
    done: dict[str, Moment] = {}
    for one in happened:
        match one.fact:
            case visits.ParcelIssued(parcel=parcel):
                issued[parcel] = one
            case visits.IssueUndone(parcel=parcel):
                issued.pop(parcel, None)
            case visits.SessionCompleted(session=session):
                done[session] = one
            case visits.SessionReopened(session=session):
                done.pop(session)
    counts: dict[str, Counts] = {}
    for word, ended in (("issued", issued), ("sessions", done)):
        for one in ended.values():
            day = datetime.fromtimestamp(one.at / 1000, zone).date().isoformat()
            counts.setdefault(day, Counter())[word] += 1
    return counts


def test_nothing_is_counted_of_an_empty_journal(ledger: Ledger) -> None:
    with ledger.file.unit():
        assert ledger.file.tallies.count(UTC) == 0
    assert ledger.file.tallies.days(*ALL, UTC, NOW) == {}


@settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
@given(
    seed=st.integers(0, 2**32),
    slices=st.lists(st.integers(1, 90), min_size=1, max_size=6),
    zone=st.sampled_from([UTC, EAST]),
)
def test_random_days_counted_in_slices_are_the_journal_recounted(
    tmp_path_factory: pytest.TempPathFactory, seed: int, slices: list[int], zone: ZoneInfo
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("days") / "counter.db")
    happened = days_of(Random(seed), days=2, parcels=10)
    try:
        ledger.map_cells("A-01")
        tallies = ledger.file.tallies
        for n, begin in enumerate(range(0, len(happened), 60)):
            play(ledger, happened[begin : begin + 60])
            with ledger.file.unit():
                tallies.count(zone, slices[n % len(slices)])
            assert tallies.days(*ALL, zone, NOW) == tallies.recount(zone, NOW), (
                "what is new counts at once"
            )
        with ledger.file.unit():
            tallies.count(zone)
        recounted, counted = tallies.recount(zone, NOW), tallies.days(*ALL, zone, NOW)
        assert counted == recounted
        for day, counts in plainly(happened, zone).items():
            assert {word: counted[day].get(word, 0) for word in counts} == dict(counts)
    finally:
        ledger.file.abandon()


def test_a_count_that_goes_wrong_is_found(ledger: Ledger) -> None:
    ledger.map_cells("A-01")
    play(ledger, days_of(Random(1), 1, 10))
    with ledger.file.unit():
        ledger.file.tallies.count(UTC)
        ledger.db.execute("""UPDATE day_tally SET body = CAST('{"issued":99}' AS BLOB)""")
    assert ledger.file.tallies.days(*ALL, UTC, NOW) != ledger.file.tallies.recount(UTC, NOW)


def test_counting_goes_on_after_a_restart(open_ledger: Callable[[], Ledger]) -> None:
    happened, ledger = days_of(Random(2), 2, 10), open_ledger()
    ledger.map_cells("A-01")
    play(ledger, happened)
    with ledger.file.unit():
        assert ledger.file.tallies.count(UTC, 30) == 30
    ledger.file.abandon()
    tallies = open_ledger().file.tallies
    assert tallies.days(*ALL, UTC, NOW) == tallies.recount(UTC, NOW)


def test_a_unit_that_is_rolled_back_counts_nothing(ledger: Ledger) -> None:
    ledger.map_cells("A-01")
    play(ledger, days_of(Random(3), 1, 6))

    def broken() -> None:
        with ledger.file.unit():
            ledger.file.tallies.count(UTC)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert ledger.db.execute("SELECT count(*) FROM day_tally").fetchone() == (0,)


def test_another_zone_tells_all_days_anew(ledger: Ledger) -> None:
    ledger.map_cells("A-01")
    play(ledger, days_of(Random(4), 2, 10))
    for zone in (UTC, EAST, UTC):
        with ledger.file.unit():
            ledger.file.tallies.count(zone)
        assert ledger.file.tallies.days(*ALL, zone, NOW) == ledger.file.tallies.recount(zone, NOW)


def test_a_mark_of_another_journal_is_not_believed(ledger: Ledger) -> None:
    ledger.map_cells("A-01")
    play(ledger, days_of(Random(5), 1, 10))
    with ledger.file.unit():
        ledger.file.tallies.count(UTC)
        ledger.db.execute("UPDATE tally_mark SET hash = x'00'")
    assert ledger.file.tallies.days(*ALL, UTC, NOW) == ledger.file.tallies.recount(UTC, NOW)
    with ledger.file.unit():
        assert ledger.file.tallies.count(UTC) > 0
    assert ledger.file.tallies.days(*ALL, UTC, NOW) == ledger.file.tallies.recount(UTC, NOW)


def test_a_reader_sees_what_is_new_and_writes_nothing(ledger: Ledger) -> None:
    ledger.map_cells("A-01")
    play(ledger, days_of(Random(6), 1, 10))
    books = read_counter(ledger.path, "box-1")
    try:
        assert books.tallies.days(*ALL, UTC, NOW) == ledger.file.tallies.recount(UTC, NOW)
    finally:
        books.db.close()


def test_what_other_counters_of_the_point_did_is_of_the_point_and_not_of_this_one(
    ledger: Ledger,
) -> None:
    ledger.map_cells("A-01")
    ours, theirs = days_of(Random(8), 1, 5), days_of(Random(9), 2, 8)[-20:]
    play(ledger, ours)
    levels = {"room", "units"}  # of the shelf, which is the point's
    own = {
        day: {key: n for key, n in counts.items() if key not in levels}
        for day, counts in ledger.file.tallies.days(*ALL, UTC, NOW).items()
    }
    echoes = [replace(ledger.event(one.fact, one.at), via="told") for one in theirs]
    with ledger.file.unit():
        ledger.file.tallies.count(UTC, 30)  # the rest is told on top
        ledger.file.journal.record(echoes)
    whole = ledger.file.tallies.days(*ALL, UTC, NOW)
    assert whole != own
    assert whole == ledger.file.tallies.recount(UTC, NOW)
    for day in whole:
        assert ledger.file.tallies.own(day, UTC, NOW) == own.get(day, {}), day
    with ledger.file.unit():
        ledger.file.tallies.count(UTC)
    assert ledger.file.tallies.own(min(own), UTC, NOW) == own[min(own)]
    assert ledger.file.tallies.days(*ALL, UTC, NOW) == whole


def test_days_outside_a_period_are_left_out(ledger: Ledger) -> None:
    ledger.map_cells("A-01")
    play(ledger, days_of(Random(7), 3, 6))
    with ledger.file.unit():
        ledger.file.tallies.count(UTC, 60)
    first = datetime.fromtimestamp(MIDNIGHT / 1000, UTC).date()
    second = (first + timedelta(days=1)).isoformat()
    assert list(ledger.file.tallies.days(second, second, UTC, NOW)) == [second]


def test_the_figures_of_a_day_are_those_of_what_happened(ledger: Ledger) -> None:
    ledger.map_cells("A-01")
    play(ledger, days_of(Random(8), 1, 40))
    found = figures(summed(ledger.file.tallies.days(*ALL, UTC, NOW).values()))
    assert found[Figure.RECEIVED].value == 40
    assert found[Figure.DELIVERIES].value == 1
    assert 25 < (found[Figure.ISSUED].value or 0) <= 40
    assert found[Figure.SEARCH_P50].value


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"[" * 100_000, b'{"type": "cat.fed"}'])
def test_a_row_that_cannot_be_read_counts_as_nothing(ledger: Ledger, body: bytes) -> None:
    ledger.map_cells("A-01")
    for parcel in ("P1", "P2"):
        ledger.expect(parcel)
        ledger.store(parcel, "A-01")
    bad = "UPDATE journal SET body = ? WHERE seq = (SELECT min(seq) FROM journal WHERE type = ?)"
    ledger.db.execute(bad, [body, "parcel.received"])
    with ledger.file.unit():
        ledger.file.tallies.count(UTC)
    assert summed(ledger.file.tallies.days(*ALL, UTC, NOW).values())["received"] == 1


def test_the_link_is_told_by_the_last_row_that_can_be_read(ledger: Ledger) -> None:
    ledger.tell(LinkLost(T0))
    (restored,) = ledger.tell(LinkRestored())
    assert ledger.file.tallies.lost_since() == 0
    ledger.db.execute("UPDATE journal SET body = x'00ff' WHERE seq = ?", [restored])
    assert ledger.file.tallies.lost_since() == T0
    ledger.db.execute("UPDATE journal SET body = x'00ff'")
    assert ledger.file.tallies.lost_since() is None


def test_visits_whose_beginning_cannot_be_read_are_counted_past(ledger: Ledger) -> None:
    play(ledger, days_of(Random(1), 1, 20))
    ledger.db.execute("UPDATE journal SET body = x'00ff' WHERE type = 'session.opened'")
    counts = summed(ledger.file.tallies.days(*ALL, UTC, NOW).values())
    assert counts["issued"]
    assert "sessions" not in counts, "nobody can say whose they were"
