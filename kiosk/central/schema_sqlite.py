"""The tables of the central's SQLite store."""

VERSION = 2  # of the file's user_version; a change of the tables makes it the next number

# Run one by one: executescript would commit behind our back (TRUST.md 2).
_SQL = """
CREATE TABLE point (point TEXT PRIMARY KEY, name TEXT NOT NULL, point_key BLOB NOT NULL,
  policy TEXT NOT NULL) STRICT;
CREATE TABLE device (device TEXT PRIMARY KEY, point TEXT NOT NULL REFERENCES point(point),
  blocked TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE up_stream (device TEXT PRIMARY KEY REFERENCES device(device), epoch TEXT NOT NULL,
  upto INTEGER NOT NULL, hash BLOB NOT NULL, offered_from INTEGER NOT NULL, doubt TEXT NOT NULL)
  STRICT;
CREATE TABLE event (n INTEGER PRIMARY KEY, device TEXT NOT NULL, epoch TEXT NOT NULL,
  seq INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, body BLOB NOT NULL,
  hash BLOB NOT NULL, via TEXT, flag TEXT NOT NULL, taken_at INTEGER NOT NULL) STRICT;
CREATE INDEX event_seq ON event(device, seq);
CREATE TABLE epoch (device TEXT NOT NULL, epoch TEXT NOT NULL, PRIMARY KEY (device, epoch)) STRICT;
CREATE TABLE quarantine (n INTEGER PRIMARY KEY, device TEXT NOT NULL, epoch TEXT NOT NULL,
  seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, reason TEXT NOT NULL, sha256 TEXT NOT NULL,
  raw BLOB NOT NULL, times INTEGER NOT NULL, taken_at INTEGER NOT NULL,
  UNIQUE (device, epoch, seq, sha256)) STRICT;
CREATE TABLE conflict (n INTEGER PRIMARY KEY, point TEXT NOT NULL, event TEXT NOT NULL,
  kind TEXT NOT NULL, id TEXT NOT NULL, reason TEXT NOT NULL, taken_at INTEGER NOT NULL) STRICT;
CREATE TABLE book (point TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
  state TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (point, kind, id)) STRICT;
CREATE INDEX book_state ON book(point, kind, state);
CREATE TABLE down_stream (device TEXT PRIMARY KEY REFERENCES device(device), epoch TEXT NOT NULL,
  acked INTEGER NOT NULL) STRICT;
CREATE TABLE message (device TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL, raw BLOB NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (device, seq)) STRICT;
CREATE TABLE presence (device TEXT PRIMARY KEY, online INTEGER NOT NULL, conn TEXT NOT NULL,
  heard_at INTEGER NOT NULL, unsent INTEGER NOT NULL DEFAULT 0, oldest_at INTEGER) STRICT;
CREATE TABLE counted (device TEXT NOT NULL, what TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (device, what)) STRICT;
CREATE TABLE customer (customer_ref TEXT PRIMARY KEY, code_secret BLOB NOT NULL) STRICT;
CREATE TABLE told (point TEXT NOT NULL, customer_ref TEXT NOT NULL, until_day INTEGER NOT NULL,
  PRIMARY KEY (point, customer_ref)) STRICT;
CREATE TABLE granted (wish TEXT PRIMARY KEY, answer BLOB NOT NULL, at INTEGER NOT NULL) STRICT
"""

# Version 2: one identity is one box; what a point knows beside its books; several boxes at a point.
_SQL_2 = """
CREATE TABLE board (device TEXT PRIMARY KEY REFERENCES device(device), hw TEXT NOT NULL) STRICT;
CREATE TABLE boot (device TEXT NOT NULL REFERENCES device(device), boot TEXT NOT NULL,
  n INTEGER NOT NULL, returned INTEGER NOT NULL, PRIMARY KEY (device, boot)) STRICT;
ALTER TABLE down_stream ADD COLUMN first INTEGER NOT NULL DEFAULT 1;
CREATE TABLE beside (point TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
  body BLOB NOT NULL, PRIMARY KEY (point, kind, id)) STRICT;
CREATE TABLE snapshot_due (device TEXT PRIMARY KEY REFERENCES device(device), why TEXT NOT NULL,
  from_seq INTEGER NOT NULL, failed INTEGER NOT NULL) STRICT;
CREATE TABLE shared_point (point TEXT PRIMARY KEY REFERENCES point(point)) STRICT;
CREATE TABLE claim (n INTEGER PRIMARY KEY, point TEXT NOT NULL, claim TEXT NOT NULL,
  kind TEXT NOT NULL, id TEXT NOT NULL, event TEXT NOT NULL, tasks TEXT NOT NULL,
  opened_at INTEGER NOT NULL, UNIQUE (event, claim)) STRICT;
CREATE INDEX event_unhandled ON event(n) WHERE flag = 'unhandled'
"""


def _statements(sql: str) -> tuple[str, ...]:
    return tuple(sql.strip().split(";\n"))


STEPS = (_statements(_SQL), _statements(_SQL_2))  # one a version
TABLES = tuple(statement for step in STEPS for statement in step)
