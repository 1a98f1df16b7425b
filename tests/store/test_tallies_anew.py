"""Other rules of counting: the journal is counted anew beside the days counted before."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from random import Random

import msgspec
import pytest

from kiosk.core import tallies as rules
from kiosk.core.day_counts import Counts, summed
from kiosk.core.facts.visits import IssueRefused
from tests.core.counting import told_of
from tests.core.random_days import journal
from tests.store.anew_child import ALL, NOW, SLICE, change_rules, fill
from tests.store.conftest import T0, Ledger

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "counting_rules.json"
KILLS = 3


@pytest.fixture
def counted(ledger: Ledger) -> dict[str, Counts]:
    """Two days counted by the rules of before; what they say."""
    fill(ledger)
    with ledger.file.unit():
        ledger.file.tallies.count(UTC)
    return ledger.file.tallies.days(*ALL, UTC, NOW)


def count(ledger: Ledger, most: int = SLICE) -> int:
    with ledger.file.unit():
        return ledger.file.tallies.count(UTC, most)


def sets(ledger: Ledger) -> list[int]:
    sql = "SELECT DISTINCT rules FROM day_tally ORDER BY rules"
    return [rules for (rules,) in ledger.db.execute(sql).fetchall()]


def test_by_other_rules_the_journal_is_counted_anew_in_slices(
    ledger: Ledger, counted: dict[str, Counts], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_rules(monkeypatch)
    tallies, head = ledger.file.tallies, ledger.file.journal.head().seq
    fresh = tallies.recount(UTC, NOW)
    assert fresh != counted
    for n in range(head // SLICE):
        assert tallies.older(UTC) == head, "told so until it is done"
        assert tallies.days(*ALL, UTC, NOW) == counted
        assert tallies.counted(UTC) == n * SLICE
        assert count(ledger) == SLICE
    count(ledger)
    assert tallies.older(UTC) is None
    assert tallies.days(*ALL, UTC, NOW) == fresh == tallies.recount(UTC, NOW)
    assert sets(ledger) == [rules.RULES], "the older ones are gone"


def test_what_happens_meanwhile_is_told_and_is_not_lost(
    ledger: Ledger, counted: dict[str, Counts], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = summed(counted.values()).get("turned_away", 0)
    change_rules(monkeypatch)
    tallies = ledger.file.tallies
    for n in range(1, 4):
        count(ledger)
        ledger.tell(IssueRefused("wrong_code"), at=T0)
        assert tallies.older(UTC) is not None
        told = tallies.days(*ALL, UTC, NOW)
        assert summed(told.values())["turned_away"] == before + n
    count(ledger, 10**6)
    assert tallies.older(UTC) is None
    assert tallies.days(*ALL, UTC, NOW) == tallies.recount(UTC, NOW)
    assert summed(tallies.days(*ALL, UTC, NOW).values())["turned_away"] == before + 3


def test_a_day_of_ones_own_is_told_by_todays_rules_alone(
    ledger: Ledger, counted: dict[str, Counts], monkeypatch: pytest.MonkeyPatch
) -> None:
    day = min(counted)
    before = ledger.file.tallies.own(day, UTC, NOW)
    change_rules(monkeypatch)
    count(ledger)
    told = ledger.file.tallies.own(day, UTC, NOW)
    count(ledger, 10**6)
    assert told == ledger.file.tallies.own(day, UTC, NOW) != before


def test_an_update_that_goes_back_counts_no_day_twice(
    ledger: Ledger, counted: dict[str, Counts]
) -> None:
    """In the middle of it the days of before still stand; after it they are counted again."""
    for slices in (1, 10**6):
        with pytest.MonkeyPatch.context() as patched:
            change_rules(patched)
            count(ledger, slices)
        tallies = ledger.file.tallies
        told = tallies.days(*ALL, UTC, NOW)
        assert (tallies.older(UTC) is None) is (slices == 1)
        assert (told == counted) is (slices == 1)
        count(ledger, 10**6)
        count(ledger, 10**6)
        assert tallies.days(*ALL, UTC, NOW) == counted
        ledger.tell(IssueRefused("wrong_code"), at=T0)
        count(ledger)
        counted = tallies.days(*ALL, UTC, NOW)
        assert sets(ledger) == [rules.RULES]


@pytest.mark.usefixtures("counted")
def test_days_of_another_journal_or_zone_are_not_told_meanwhile(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_rules(monkeypatch)
    for spoilt in (
        "UPDATE tally_mark SET zone = 'Asia/Tokyo'",
        "UPDATE tally_mark SET zone = 'UTC', hash = x'00'",
        "UPDATE tally_mark SET running = x'00'",
    ):
        ledger.db.execute(spoilt)
        tallies = ledger.file.tallies
        assert tallies.older(UTC) is None
        assert tallies.days(*ALL, UTC, NOW) == tallies.recount(UTC, NOW)


@pytest.mark.crash
def test_killed_in_the_middle_it_goes_on_where_it_was(
    open_ledger: Callable[[], Ledger], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = open_ledger()
    fill(ledger)
    count(ledger, 10**6)
    older = ledger.file.tallies.days(*ALL, UTC, NOW)
    ledger.file.close()
    before = 0
    for _ in range(KILLS):
        told = killed_after(tmp_path / "counter.db", slices=2)
        assert told[0] >= before + SLICE, "it goes on, and begins nothing anew"
        before = told[-1]
    change_rules(monkeypatch)
    ledger = open_ledger()
    assert ledger.file.tallies.counted(UTC) >= before
    assert ledger.file.tallies.days(*ALL, UTC, NOW) == older
    while count(ledger):
        pass
    assert ledger.file.tallies.older(UTC) is None
    assert ledger.file.tallies.days(*ALL, UTC, NOW) == ledger.file.tallies.recount(UTC, NOW)


def killed_after(file: Path, slices: int) -> list[int]:
    """Let a process count; pull its plug in the slice after so many, and return what it told."""
    command = [sys.executable, "-m", "tests.store.anew_child", str(file)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, cwd=ROOT, bufsize=0
    ) as child:
        assert child.stdout
        assert child.stdin
        child.stdin.write(b"." * (slices + 1))
        told = [int(child.stdout.readline()) for _ in range(slices)]
        os.kill(child.pid, signal.SIGKILL)
    return told


def digest() -> str:
    """What the random journals of tests.core count to; other rules, other counts."""
    days = [told_of(journal(Random(seed), T0, 3, parcels=14), UTC)[1] for seed in range(6)]
    return hashlib.sha256(msgspec.json.encode(days, order="sorted")).hexdigest()


def test_whoever_counts_otherwise_gives_the_rules_another_number(
    request: pytest.FixtureRequest,
) -> None:
    """Raise tallies.RULES, then `pytest --golden` keeps what is counted by them."""
    now = {"rules": rules.RULES, "digest": digest()}
    known = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else None
    if request.config.getoption("--golden") and (known is None or known["rules"] < rules.RULES):
        GOLDEN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        known = now
    assert now == known, "counted otherwise, by rules of the same number: raise tallies.RULES"


def test_other_rules_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest()
    change_rules(monkeypatch)
    assert digest() != before
