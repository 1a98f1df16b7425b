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

_PHOTOS_SQL = """
CREATE TABLE photo (device TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  mime TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, wrong INTEGER NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (device, sha256)) STRICT;
CREATE TABLE photo_day (device TEXT NOT NULL, day INTEGER NOT NULL, bytes INTEGER NOT NULL,
  PRIMARY KEY (device, day)) STRICT
"""

# What each version added, the first at 0; a file made anew gets all of it.
STEPS = tuple(tuple(sql.strip().split(";\n")) for sql in (_SQL, _PHOTOS_SQL))
TABLES = tuple(table for step in STEPS for table in step)
