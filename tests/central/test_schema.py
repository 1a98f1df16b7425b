"""The tables: strict, without triggers, and every question of the hot path finds an index."""

import pytest

from tests.central.conftest import ON_A_FILE, Central

HOT = [
    "SELECT point, blocked, role FROM device WHERE device = 'd'",
    "SELECT epoch, upto, hash, offered_from, doubt FROM up_stream WHERE device = 'd'",
    "SELECT hash FROM event WHERE id = 'i' AND seq = 1",
    "SELECT id FROM event WHERE id IN (SELECT value FROM json_each('[]'))",
    """SELECT id, body FROM book WHERE point = 'p' AND kind = 'parcel'
     AND id IN (SELECT value FROM json_each('[]'))""",
    "SELECT state, count(*) FROM book WHERE point = 'p' AND kind = 'parcel' GROUP BY state",
    "SELECT seq, raw FROM message WHERE device = 'd' AND seq > 1 ORDER BY seq LIMIT 64",
    "SELECT coalesce(max(seq), 0) FROM message WHERE device = 'd'",
    "UPDATE message SET state = 'applied' WHERE id = 'i' AND device = 'd'",
    "SELECT DISTINCT device FROM message WHERE state = 'queued'",
    "SELECT count(*) FROM message WHERE state IN ('queued', 'received')",
    "SELECT answer FROM granted WHERE wish = 'w'",
    """SELECT device FROM device WHERE point = 'p' AND role = 'counter'
     AND blocked <> 'replaced' ORDER BY device""",
    "SELECT boot, n FROM boot WHERE device = 'd' ORDER BY n DESC LIMIT 1",
    "SELECT 1 FROM shared_point WHERE point = 'p'",
    "SELECT kind, id, body FROM beside WHERE point = 'p' ORDER BY kind, id",
    "SELECT why FROM snapshot_due WHERE device IN (SELECT value FROM json_each('[]'))",
    "SELECT size FROM photo WHERE device = 'd' AND sha256 = 's'",
    "SELECT sha256 FROM photo WHERE device = 'd' AND state = 'done' AND at < 1",
    "SELECT event FROM claim WHERE point = 'p'",
    "SELECT bytes FROM photo_day WHERE device = 'd' AND day = 1",
    "SELECT 1 FROM epoch WHERE device = 'd' AND epoch = 'e'",
]


@ON_A_FILE
@pytest.mark.parametrize("sql", HOT)
def test_a_hot_question_never_reads_a_whole_table(central: Central, sql: str) -> None:
    plan = central.store._conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    steps = [step[3] for step in plan if "json_each" not in step[3]]  # the asker's own list
    assert any(step.startswith("SEARCH") for step in steps)
    assert not any(step.startswith("SCAN") for step in steps), steps


@ON_A_FILE
def test_every_table_is_strict_and_none_has_a_trigger(central: Central) -> None:
    tables = central.store._conn.execute("PRAGMA table_list").fetchall()
    loose = [row[1] for row in tables if not row[5] and not row[1].startswith("sqlite_")]
    assert loose == []
    triggers = central.store._conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    assert triggers.fetchall() == []
