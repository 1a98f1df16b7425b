"""The tables of the central's store, in SQLite's words; `sql_postgres` translates their types.

A change of the tables is a step more, never a change of one that was released.
"""

from collections.abc import Callable, Mapping

from kiosk.central import earlier_photos
from kiosk.central.sql import Sql

# Run one by one: executescript would commit behind our back (TRUST.md 2).
_FIRST = """
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

_ENROLMENT = """
CREATE TABLE enrol_code (digest TEXT PRIMARY KEY, point TEXT NOT NULL REFERENCES point(point),
  device TEXT NOT NULL, expires_at INTEGER NOT NULL, serial TEXT NOT NULL) STRICT;
CREATE TABLE certificate (serial TEXT PRIMARY KEY, device TEXT NOT NULL REFERENCES device(device),
  pem TEXT NOT NULL, hw TEXT NOT NULL, made_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
  revoked_at INTEGER, reason TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX certificate_device ON certificate(device);
CREATE TABLE thrown_out (device TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT
"""

_PHOTOS = """
CREATE TABLE photo (device TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  mime TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, wrong INTEGER NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (device, sha256)) STRICT;
CREATE TABLE photo_day (device TEXT NOT NULL, day INTEGER NOT NULL, bytes INTEGER NOT NULL,
  PRIMARY KEY (device, day)) STRICT
"""

# One identity is one box; what a point knows beside its books; several boxes at a point.
_TAKING_OVER = """
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
CREATE INDEX event_unhandled ON event(n) WHERE flag = 'unhandled';
CREATE INDEX device_point ON device(point)
"""

# Letters are kept for a while after their outcome; what ended before this was known ends now.
_ENDED = """
ALTER TABLE message ADD COLUMN done_at INTEGER;
UPDATE message SET done_at = 0 WHERE state IN ('applied', 'rejected', 'expired');
CREATE INDEX message_done ON message(done_at) WHERE done_at IS NOT NULL
"""

# What a box may be let in as; whoever is known by now is a counter.
_ROLES = """
ALTER TABLE device ADD COLUMN role TEXT NOT NULL DEFAULT 'counter';
ALTER TABLE enrol_code ADD COLUMN role TEXT NOT NULL DEFAULT 'counter'
"""

# Who was asked to be forgotten, and how it stands at each box.
_ERASURES = """
CREATE TABLE erasure (request TEXT PRIMARY KEY, customer_ref TEXT NOT NULL, basis TEXT NOT NULL,
  asked_at INTEGER NOT NULL, due_at INTEGER, done_at INTEGER) STRICT;
CREATE TABLE erasure_box (request TEXT NOT NULL REFERENCES erasure(request), device TEXT NOT NULL,
  state TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (request, device)) STRICT
"""

# Who uses the console, and what they did there; what its map and its list of points show.
_CONSOLE = """
CREATE TABLE console_user (user_name TEXT PRIMARY KEY, role TEXT NOT NULL,
  password TEXT NOT NULL DEFAULT '', salt TEXT NOT NULL DEFAULT '',
  step INTEGER NOT NULL DEFAULT 0, wrong INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0, active INTEGER NOT NULL DEFAULT 1,
  invite TEXT NOT NULL DEFAULT '', invite_until INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE recovery_code (user_name TEXT NOT NULL REFERENCES console_user(user_name),
  digest TEXT NOT NULL, PRIMARY KEY (user_name, digest)) STRICT;
CREATE TABLE user_audit (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, user_name TEXT NOT NULL,
  address TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, outcome TEXT NOT NULL)
  STRICT;
CREATE INDEX user_audit_user ON user_audit(user_name, n);
CREATE TABLE point_place (point TEXT PRIMARY KEY REFERENCES point(point),
  lat_e6 INTEGER NOT NULL, lon_e6 INTEGER NOT NULL) STRICT;
ALTER TABLE presence ADD COLUMN app TEXT NOT NULL DEFAULT ''
"""

# What people said about something that needed them; a book is found by what it is about.
_DECIDED = """
CREATE TABLE decided (kind TEXT NOT NULL, n INTEGER NOT NULL, user_name TEXT NOT NULL,
  at INTEGER NOT NULL, words TEXT NOT NULL, PRIMARY KEY (kind, n)) STRICT;
CREATE INDEX book_id ON book(id)
"""

# Who is called how, until both halves of it are here.
_NAMES = """
CREATE TABLE person_name (sha256 TEXT PRIMARY KEY, point TEXT NOT NULL, staff TEXT NOT NULL,
  name TEXT NOT NULL, old INTEGER NOT NULL) STRICT;
CREATE INDEX person_name_staff ON person_name(point, staff)
"""

# Which events name something, and up to which event that is known.
_ABOUT = """
CREATE TABLE about (id TEXT NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (id, event)) STRICT;
CREATE TABLE about_upto (one INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL) STRICT
"""

# Releases, whose turn a point has, and how far each release is at each box.
_ROLLOUTS = """
CREATE TABLE app_release (version TEXT PRIMARY KEY, serial INTEGER NOT NULL UNIQUE,
  sha256 TEXT NOT NULL, size INTEGER NOT NULL, url TEXT NOT NULL, manifest BLOB NOT NULL,
  signature TEXT NOT NULL, added_at INTEGER NOT NULL, added_by TEXT NOT NULL) STRICT;
CREATE TABLE point_ring (point TEXT PRIMARY KEY REFERENCES point(point), ring TEXT NOT NULL)
  STRICT;
CREATE TABLE rollout (rollout TEXT PRIMARY KEY, version TEXT NOT NULL REFERENCES
  app_release(version), ring TEXT NOT NULL, state TEXT NOT NULL, halt_at INTEGER NOT NULL,
  bad INTEGER NOT NULL DEFAULT 0, soak_h INTEGER NOT NULL, enough INTEGER NOT NULL,
  from_min INTEGER NOT NULL, to_min INTEGER NOT NULL, started_at INTEGER NOT NULL,
  changes INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE rollout_box (rollout TEXT NOT NULL REFERENCES rollout(rollout), device TEXT NOT NULL,
  ring TEXT NOT NULL, step TEXT NOT NULL, cause TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL,
  PRIMARY KEY (rollout, device)) STRICT;
CREATE TABLE rollout_note (n INTEGER PRIMARY KEY, rollout TEXT NOT NULL REFERENCES
  rollout(rollout), at INTEGER NOT NULL, user_name TEXT NOT NULL, what TEXT NOT NULL,
  about TEXT NOT NULL) STRICT;
CREATE INDEX rollout_note_rollout ON rollout_note(rollout, n)
"""

# Erasures that were taken back in time; which word about a claim was the later one.
_WITHDRAWN = """
ALTER TABLE erasure ADD COLUMN withdrawn_at INTEGER;
ALTER TABLE erasure ADD COLUMN withdrawn_by TEXT NOT NULL DEFAULT '';
ALTER TABLE erasure ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE decided ADD COLUMN word TEXT NOT NULL DEFAULT '';
UPDATE decided SET word = '0' WHERE kind = 'claim' AND user_name = 'central'
"""

# Whose the photos are and which are gone; when a point was told something, so that it has a term.
_EVIDENCE = """
CREATE TABLE evidence (device TEXT NOT NULL, sha256 TEXT NOT NULL, point TEXT NOT NULL,
  subject TEXT NOT NULL, purpose TEXT NOT NULL, gone_at INTEGER, why TEXT NOT NULL DEFAULT '',
  cleared INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (device, sha256)) STRICT;
CREATE INDEX evidence_sha ON evidence(sha256);
CREATE INDEX evidence_subject ON evidence(point, subject);
CREATE INDEX evidence_due ON evidence(device, sha256) WHERE gone_at IS NOT NULL AND cleared = 0;
ALTER TABLE beside ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;
UPDATE beside SET told_at = (SELECT coalesce(max(taken_at), 0) FROM event)
"""

# When the bytes of something in quarantine went; what is hashed and why it was put aside stay.
_BLANKED = """
ALTER TABLE quarantine ADD COLUMN blanked_at INTEGER
"""

# How many boxes of each roll-out are how far, counted without a look at every box.
_COUNTED = """
CREATE INDEX rollout_box_step ON rollout_box(rollout, step)
"""

# What a claim is about where that is a letter, which goes sooner.
_CLAIMED = """
ALTER TABLE claim ADD COLUMN about TEXT NOT NULL DEFAULT ''
"""

# For which point a box worked before, up to which event and which row in quarantine.
_MOVED = """
CREATE TABLE moved (n INTEGER PRIMARY KEY, device TEXT NOT NULL, point TEXT NOT NULL,
  event INTEGER NOT NULL, aside INTEGER NOT NULL) STRICT;
CREATE INDEX moved_device ON moved(device)
"""

# What is past its term is found without a look at all there is. Photos of a box that moved before
# such was noted are found by its move, too; nothing else is said to have come in before that.
_TERMS = """
CREATE INDEX photo_done ON photo(device, at) WHERE state = 'done';
CREATE INDEX claim_point ON claim(point);
INSERT INTO moved (device, point, event, aside)
  SELECT DISTINCT evidence.device, evidence.point, 0, 0 FROM evidence
  JOIN device ON device.device = evidence.device
  WHERE evidence.point NOT IN ('', device.point) AND NOT EXISTS (SELECT 1 FROM moved AS known
  WHERE known.device = evidence.device AND known.point = evidence.point)
"""

# Why something was refused at the console, for readers of every language.
_TOLD = """
ALTER TABLE user_audit ADD COLUMN told TEXT NOT NULL DEFAULT ''
"""

# What whoever watches openings or a roll-out asks every few seconds, without a look at all.
_WATCHED = """
ALTER TABLE point ADD COLUMN changes INTEGER NOT NULL DEFAULT 1;
CREATE INDEX event_opening ON event(n) WHERE substr(type, 1, 8) = 'opening.';
CREATE INDEX book_opening ON book(point, id) WHERE kind = 'opening';
CREATE INDEX message_decision ON message(device, state) WHERE type = 'opening.stage_set'
"""


def _one_by_one(sql: str) -> tuple[str, ...]:
    return tuple(sql.strip().split(";\n"))


# The steps from nothing to version 1, from 1 to 2, and so on.
STEPS = (
    _one_by_one(_FIRST),
    ("ALTER TABLE presence ADD COLUMN health BLOB",),
    _one_by_one(_ENROLMENT),
    ("CREATE INDEX message_state ON message(state, device)",),
    _one_by_one(_PHOTOS),
    _one_by_one(_TAKING_OVER),
    _one_by_one(_ENDED),
    _one_by_one(_ROLES),
    _one_by_one(_CONSOLE),
    _one_by_one(_ERASURES),
    _one_by_one(_DECIDED),
    _one_by_one(_NAMES),
    _one_by_one(_ABOUT),
    _one_by_one(_ROLLOUTS),
    _one_by_one(_WITHDRAWN),
    _one_by_one(_EVIDENCE),
    _one_by_one(_BLANKED),
    _one_by_one(_COUNTED),
    _one_by_one(_CLAIMED),
    (),  # photos of customers who were erased before it was known whose they are
    _one_by_one(_MOVED),
    _one_by_one(_TERMS),
    (),  # those that came late of them
    _one_by_one(_TOLD),
    _one_by_one(_WATCHED),
)
VERSION = len(STEPS)

# What no statement can do, after those of the step to a version.
_FILLS: Mapping[int, Callable[[Sql], None]] = {
    16: earlier_photos.claim_photos,
    20: earlier_photos.drop_erased,
    23: earlier_photos.drop_erased_late,
}


def fill(conn: Sql, version: int) -> None:
    """Do what a step does beside its statements.

    Args:
        conn: in the step's transaction, after them.
        version: the one it leads to.
    """
    if version in _FILLS:
        _FILLS[version](conn)
