"""By the point's own terms: customers, photos and attachments go; what is needed stays."""

from collections.abc import Callable, Iterable

import msgspec
import pytest

from kiosk.central import retention, schema
from kiosk.central.evidence import why_gone
from kiosk.central.moves import Moves
from kiosk.central.photo_book import PhotoRow
from kiosk.central.profiles import profile
from kiosk.central.replaying import asides
from kiosk.central.retention import QUARANTINE_DAYS, Retention
from kiosk.core.attachments import MIME
from kiosk.core.facts.claiming import ClaimAbout, ClaimRaised
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.opening_words import OpeningStage, ShotState
from kiosk.core.openings import Opening, ShotRow
from kiosk.core.words import Purpose
from tests.central.conftest import DAY_MS, ON_A_FILE, T0, Box, Central, life
from tests.central.test_forgetting import live, whole

S = OpeningStage
POLICY = profile("ozon_like")
assert POLICY is not None
PERSONAL, PROOF = POLICY.pii_days * DAY_MS, POLICY.evidence_days * DAY_MS
PHOTO, LONE, WORDS = "a" * 64, "b" * 64, "c" * 64


def put(central: Central, sha256: str, mime: str = "image/jpeg", at: int = T0) -> None:
    with central.store.unit():
        row = PhotoRow("box-1", sha256, 100, mime, "done", "", 0, at)
        central.store.photos.keep(row)


def gone(central: Central, *names: str) -> dict[str, str]:
    return dict(why_gone(central.store._conn, names))


def test_customers_go_after_pii_days_and_codes_with_the_last_point(central: Central) -> None:
    live(central, *whole("P1"), *life("P2", "c2")[:3])
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
        central.store.codes_told("p1", "c1", 0)
    assert central.store.retention.keep_terms(T0 + PERSONAL - 1) == 0
    assert len(central.rows("SELECT * FROM beside WHERE id = 'c1'")) == 3
    assert central.store.retention.keep_terms(T0 + PERSONAL + 100) == 1
    assert central.rows("SELECT DISTINCT id FROM beside WHERE kind = 'customer'") == [("c2",)]
    assert central.rows("SELECT * FROM customer") == []
    assert central.store.retention.keep_terms(T0 + PERSONAL + 100) == 0, "once"


def test_more_customers_than_fit_into_a_unit_go_in_several(
    central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(central, *whole("P1"), *whole("P2", "c2"))
    monkeypatch.setattr(retention, "_CUSTOMERS", 1)
    assert central.store.retention.keep_terms(T0 + PERSONAL + 100) == 2
    assert central.rows("SELECT id FROM beside WHERE kind = 'customer'") == []


@ON_A_FILE
def test_a_points_books_are_read_once_for_who_goes_and_not_at_all_for_nobody(
    central: Central,
) -> None:
    live(central, *whole("P1"), *whole("P2", "c2"))
    read: list[str] = []
    central.store._conn.set_trace_callback(
        lambda sql: read.append(sql) if "'quarantined', 'to_return'" in sql else None
    )
    assert central.store.retention.keep_terms(T0 + PERSONAL - 1) == 0
    assert len(read) == 0
    assert central.store.retention.keep_terms(T0 + PERSONAL + 100) == 2
    assert len(read) == 1


def test_photos_go_evidence_days_after_they_came_with_a_fact_or_without(central: Central) -> None:
    put(central, PHOTO)
    put(central, LONE)
    box = Box()
    box.tell(*life("P1"), PhotoTaken("f1", PHOTO, "P1", Purpose.DAMAGE))
    central.take(box.hello(), box.batch(1))
    central.store.retention.keep_terms(T0 + PROOF)
    assert gone(central, PHOTO, LONE) == {}
    central.store.retention.keep_terms(T0 + PROOF + 1)
    assert gone(central, PHOTO, LONE) == {PHOTO: "expired", LONE: "expired"}
    assert [one.sha256 for one in central.store.evidence.due(9)] == [PHOTO, LONE]


@pytest.mark.parametrize("is_decided", [False, True])
def test_evidence_of_an_open_claim_stays(central: Central, *, is_decided: bool) -> None:
    put(central, PHOTO)
    put(central, LONE)
    box = Box()
    box.tell(
        *life("P1"),
        PhotoTaken("f1", PHOTO, "P1", Purpose.DAMAGE),
        ClaimRaised("CL-1", ClaimAbout.DELIVERY, "D-1", (PHOTO,)),
    )
    central.take(box.hello(), box.batch(1))
    if is_decided:
        ((n,),) = central.rows("SELECT n FROM claim")
        with central.store.unit():
            central.store.decide("claim", n, "vera", "paid", T0)
    central.store.retention.keep_terms(T0 + PROOF + 1)
    assert set(gone(central, PHOTO, LONE)) == ({PHOTO, LONE} if is_decided else {LONE})


class Overtaken(Retention):
    """Another process takes mail in just before it holds the point."""

    meanwhile: Callable[[], object]

    def _hold(self, point: str, others: Iterable[str] = ()) -> None:
        self.meanwhile()
        super()._hold(point, others)


def test_a_claim_that_is_opened_just_before_the_photo_would_go_keeps_it(central: Central) -> None:
    put(central, PHOTO)
    put(central, LONE)
    box = Box()
    box.tell(*life("P1"), PhotoTaken("f1", PHOTO, "P1", Purpose.DAMAGE))
    central.take(box.hello(), box.batch(1))
    late = Overtaken(central.store._conn, central.store._forgetting)
    late.meanwhile = lambda: central.rows(
        "INSERT INTO claim (point, claim, kind, id, event, tasks, opened_at)"
        " VALUES ('p1', 'issued_twice', 'parcel', 'P1', ?, '', 0) ON CONFLICT DO NOTHING",
        box.ids[-2],
    )
    assert late.keep_terms(T0 + PROOF + 1) == 1
    assert gone(central, PHOTO, LONE) == {LONE: "expired"}


def test_the_photos_of_a_box_that_moved_are_judged_by_the_point_they_show(
    central: Central,
) -> None:
    put(central, PHOTO)
    put(central, LONE)
    box = Box()
    box.tell(
        *life("P1"),
        *(PhotoTaken(f"f{name[0]}", name, "P1", Purpose.DAMAGE) for name in (PHOTO, LONE)),
        ClaimRaised("CL-1", ClaimAbout.DELIVERY, "D-1", (PHOTO,)),
    )
    central.take(box.hello(), box.batch(1))
    central.register("box-1", "p2")
    central.rows("UPDATE point SET policy = 'nobody knows it' WHERE point = 'p2'")
    central.store.retention.keep_terms(T0 + PROOF + 1)
    assert set(gone(central, PHOTO, LONE)) == {LONE}, "by the claims and the terms of p1"


def test_so_are_those_of_a_box_that_moved_before_moves_were_noted(central: Central) -> None:
    put(central, PHOTO)
    box = Box()
    box.tell(*life("P1"), PhotoTaken("f1", PHOTO, "P1", Purpose.DAMAGE))
    central.take(box.hello(), box.batch(1))
    central.register("box-1", "p2")
    central.rows("DELETE FROM moved")
    *_, noted = schema._one_by_one(schema._TERMS)
    for _ in range(2):
        central.rows(noted)  # as the upgrade does
    assert central.rows("SELECT device, point, event FROM moved") == [("box-1", "p1", 0)]
    ((last,),) = central.rows("SELECT max(n) FROM event")
    assert Moves(central.store._conn).point_at("box-1", "event", int(last)) == "p2"
    central.store.retention.keep_terms(T0 + PROOF + 1)
    assert set(gone(central, PHOTO)) == {PHOTO}


def test_a_partner_whose_point_works_stays_when_the_box_moves(central: Central) -> None:
    put(central, WORDS, MIME)
    opened(central, S.LAUNCHED)
    central.register("box-1", "p2")
    central.store.retention.keep_terms(T0 + PROOF + 1)
    assert gone(central, WORDS) == {}


# -- openings --------------------------------------------------------------------------------------


def opened(central: Central, state: OpeningStage) -> None:
    """Let an opening stand where it is said; how it comes there is other tests'."""
    shot = ShotRow("facade", ShotState.APPROVED, PHOTO)
    one = Opening("o1", state, applicant=WORDS, shots=(shot,), changed_at=T0)
    central.rows(
        "INSERT INTO book (point, kind, id, state, body) VALUES ('p1', 'opening', 'o1', ?, ?)",
        state.value, msgspec.json.encode(one),
    )  # fmt: skip


@pytest.mark.parametrize("state", [S.FIT_OUT_REVIEW, S.LAUNCHED, S.WITHDRAWN])
def test_pictures_of_an_opening_stay_while_it_lasts_and_the_partner_while_the_point_works(
    central: Central, state: OpeningStage
) -> None:
    put(central, PHOTO)
    put(central, WORDS, MIME)
    put(central, LONE, MIME)  # a name that stands beside the books by now
    opened(central, state)
    central.store.retention.keep_terms(T0 + PERSONAL)
    assert gone(central, PHOTO, WORDS, LONE) == {}
    central.store.retention.keep_terms(T0 + PROOF + 1)
    over = {
        S.FIT_OUT_REVIEW: {LONE},
        S.LAUNCHED: {LONE, PHOTO},
        S.WITHDRAWN: {LONE, PHOTO, WORDS},
    }
    assert set(gone(central, PHOTO, WORDS, LONE)) == over[state]


# -- quarantine ------------------------------------------------------------------------------------

WEEK = QUARANTINE_DAYS * DAY_MS


def aside(central: Central, seq: int, raw: bytes, *, decided_at: int | None = None) -> None:
    """Let an item lie in quarantine since long ago, decided about or not."""
    central.rows(
        "INSERT INTO quarantine (n, device, epoch, seq, to_seq, reason, sha256, raw, times,"
        " taken_at) VALUES (?, 'box-1', 'e', ?, ?, 'event: odd', ?, ?, 1, 0)",
        seq, seq, seq, f"{seq:064}", raw,
    )  # fmt: skip
    if decided_at is not None:
        central.rows(
            "INSERT INTO decided (kind, n, user_name, at, words)"
            " VALUES ('quarantine', ?, 'anna', ?, 'left')",
            seq, decided_at,
        )  # fmt: skip


def test_bytes_in_quarantine_go_a_week_after_they_were_decided_about(
    central: Central, caplog: pytest.LogCaptureFixture
) -> None:
    aside(central, 1, b"Maria S.", decided_at=T0)
    aside(central, 2, b"Ivan P.")
    central.store.retention.keep_terms(T0 + WEEK)
    assert [one.blanked_at for one in asides(central.store._conn, 9)] == [None, None]
    assert central.store.retention.keep_terms(T0 + WEEK + 1) == 1
    waits, gone_ = asides(central.store._conn, 9)
    assert (waits.raw, waits.blanked_at) == (b"Ivan P.", None), "nobody has decided"
    assert (gone_.raw, gone_.blanked_at) == (b"", T0 + WEEK + 1)
    assert (gone_.reason, gone_.words) == ("event: odd", "left")
    kept = central.rows("SELECT sha256 FROM quarantine WHERE n = 1")
    assert kept == [(f"{1:064}",)], "what it was can still be proven"
    assert "1 wait to be decided" in caplog.text
    assert central.store.retention.keep_terms(T0 + 2 * WEEK) == 0, "once"


def test_a_word_about_something_else_of_its_number_does_not_count(central: Central) -> None:
    aside(central, 1, b"Maria S.")
    central.rows(
        "INSERT INTO decided (kind, n, user_name, at, words) VALUES ('claim', 1, 'anna', 0, 'x')"
    )
    aside(central, 2, b"Ivan P.", decided_at=T0)  # of the same box
    assert central.store.retention.keep_terms(T0 + 2 * WEEK) == 1
    assert central.rows("SELECT n FROM quarantine WHERE blanked_at IS NULL") == [(1,)]
