"""The sets of counted days: one for each number of the rules, kept apart and taken away whole."""

from msgspec.structs import replace

from kiosk.core.tallies import Running
from kiosk.store.tally_sets import Mark, TallySets
from tests.store.conftest import Ledger

MARK = Mark(1, 7, b"h", "UTC", Running(received_at=5), whole=True)


def test_a_set_is_kept_apart_from_those_of_other_rules(ledger: Ledger) -> None:
    sets = TallySets(ledger.db)
    sets.keep(1, "2026-05-28", {"issued": 3}, ours=True)
    sets.keep(1, "2026-05-28", {"issued": 4}, ours=True)
    sets.keep(1, "2026-05-28", {"issued": 1}, ours=False)
    sets.keep(2, "2026-05-28", {"issued": 9}, ours=True)
    sets.keep(1, "2026-05-01", {"issued": 2}, ours=True)
    assert sets.day(1, "2026-05-28", ours=True) == {"issued": 4}
    assert sets.day(3, "2026-05-28", ours=True) == {}
    assert sets.since(1, "2026-05-02") == {
        ("2026-05-28", True): {"issued": 4},
        ("2026-05-28", False): {"issued": 1},
    }


def test_a_mark_comes_back_as_it_was_kept_and_those_of_others_beside_it(ledger: Ledger) -> None:
    sets, begun = TallySets(ledger.db), Mark(3, 2, b"x", "UTC")
    for mark in (MARK, replace(MARK, seq=9), replace(MARK, rules=2), begun):
        sets.keep_mark(mark)
    assert sets.mark(1) == replace(MARK, seq=9)
    assert sets.mark(4) is None
    assert [one.rules for one in sets.others(1)] == [3, 2]
    assert sets.others(4)[0] == begun


def test_all_other_sets_are_taken_away_with_their_marks(ledger: Ledger) -> None:
    sets = TallySets(ledger.db)
    for rules in (1, 2, 3):
        sets.keep_mark(replace(MARK, rules=rules))
        sets.keep(rules, "2026-05-28", {"issued": rules}, ours=True)
    sets.leave_only(2)
    assert [one.rules for one in sets.others(0)] == [2]
    rows = ledger.db.execute("SELECT rules FROM day_tally").fetchall()
    assert rows == [(2,)]


def test_a_mark_that_this_version_cannot_read_is_none(ledger: Ledger) -> None:
    sets = TallySets(ledger.db)
    sets.keep_mark(MARK)
    ledger.db.execute("UPDATE tally_mark SET running = CAST('{\"visits\":[]}' AS BLOB)")
    assert sets.mark(1) is None
    assert sets.others(2) == ()
