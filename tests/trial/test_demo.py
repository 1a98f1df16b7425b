"""`kiosk demo` plays a whole short day: what came of it is what was planned, on both sides."""

import re
import subprocess
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from kiosk import errands
from kiosk.central.store_sqlite import open_questions
from kiosk.core.events import decode
from kiosk.core.parcels import Parcel
from kiosk.core.words import CancelReason, ParcelState
from kiosk.store.counter_file import read_counter
from kiosk.trial import day
from kiosk.trial.demo import DemoWish, run
from kiosk.trial.sizes import SHORT, Twist
from kiosk.trial.stage import DEVICE, POINT
from kiosk.trial.summary import Summary

pytestmark = pytest.mark.slow
SEED = 20260928  # the default of the verb
PATIENCE_S = 240.0
SCREENS = {
    *("lock", "home", "accept", "damage", "customer", "viewer", "issued"),
    *("offline", "trouble", "unclaimed", "ship_box", "handover", "count_review", "evening"),
    *("return", "taken_return", "drop_off", "taken_drop_off", "seal", "boxes"),
    *("reasons", "customer_left", "put_away", "other_point"),
}
PNG = b"\x89PNG\r\n\x1a\n"


class Played(Struct):
    """What one run left."""

    code: int
    said: str
    out: Path
    summary: Summary


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The short day, once, into a folder that holds something already."""
    out = tmp_path_factory.mktemp("demo")
    (out / "notes.txt").write_text("somebody's own", encoding="utf-8")
    (out / "screens").mkdir()
    (out / "screens" / "of-yesterday.png").write_bytes(b"old")
    words = ["demo", "--day", "short", "--headless", "--out", str(out), "--broker", "mosquitto"]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *words],
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE_S,
    )
    raw = (out / "summary.json").read_bytes() if done.returncode == 0 else b"{}"
    summary = msgspec.json.decode(raw, type=Summary)
    return Played(done.returncode, done.stdout + done.stderr, out, summary)


def test_a_day_is_played_to_its_end_and_exits_0(played: Played) -> None:
    assert played.code == 0, played.said
    assert "the books are equal" in played.said


def test_the_console_is_there_for_one_sign_in(played: Played) -> None:
    way = r"The network's console, for one sign-in: http://127\.0\.0\.1:\d+/welcome\?code=\S+"
    assert re.search(way, played.said)


def test_the_counts_are_those_of_the_plan(played: Played) -> None:
    plan, got = day.plan(SHORT, SEED, "ru", {}), played.summary
    surplus, damaged = (
        sum(len(t.surplus) for t in plan.trucks),
        sum(len(t.damaged) for t in plan.trucks),
    )
    accepted = len(plan.stock.lines) + plan.taken_in
    assert (got.accepted, got.issued) == (accepted, plan.issued)
    returned, dropped = len(plan.returns), len(plan.dropoffs)
    assert (got.returned, got.dropped_off) == (returned, dropped)
    assert got.placed == accepted - surplus - damaged + dropped
    whole, split = (
        sum(len(visit.refused) for visit in plan.visits),
        sum(len(visit.split) for visit in plan.visits),
    )
    assert got.left_here == whole + split
    assert got.shipped == len(plan.unclaimed) + returned + dropped + got.left_here
    assert got.on_hand == accepted + returned + dropped + split - plan.issued - got.shipped
    twists = [visit.twist for visit in plan.visits]
    assert got.undone == twists.count(Twist.UNDONE)
    sent_on = twists.count(Twist.WRONG_POINT)
    assert sum(got.refused.values()) == twists.count(Twist.WRONG_CODE) + sent_on
    assert got.a_minute >= 60, "by scanner, each put away before the next"
    assert got.receipts == len(plan.visits) + got.undone + returned + dropped
    differing = [t for t in plan.trucks if t.missing or t.surplus or t.damaged]
    acts = 2 * (2 + len((plan.stock, *plan.trucks)) + len(differing))  # two of them for drivers
    torn = sum(len(t.unreadable) for t in plan.trucks)
    # of a box for each flow, and of what no scanner would know
    labels = 2 + torn + returned + split
    assert got.papers == got.receipts + acts + labels + sent_on
    sought = twists.count(Twist.FOUND_AGAIN)  # each is counted for at once
    assert got.counted == len(plan.counted) + sought


def test_what_was_wrong_with_the_delivery_is_known_at_the_central(played: Played) -> None:
    trucks = day.plan(SHORT, SEED, "ru", {}).trucks
    books = open_questions(played.out / "work" / "central" / "central.db")
    bodies = [body for kind, _, body in books.books(POINT) if kind == "parcel"]
    books.close()
    parcels = [msgspec.json.decode(body, type=Parcel) for body in bodies]
    missing = {p.parcel for p in parcels if p.state is ParcelState.MISSING}
    surplus = {p.parcel for p in parcels if p.reason == CancelReason.SURPLUS}
    damaged = {p.parcel for p in parcels if p.damaged}
    assert missing == set().union(*(truck.missing for truck in trucks))
    assert surplus == {parcel for truck in trucks for parcel in truck.surplus}
    assert damaged == set().union(*(truck.damaged for truck in trucks))


def test_nothing_was_lost_or_doubled_and_both_books_are_equal(played: Played) -> None:
    got = played.summary
    assert (got.lost, got.doubled, got.differing, got.quarantined) == (0, 0, 0, 0)
    assert got.journal == got.central > len(played.summary.milliseconds)
    assert got.is_right


def test_the_counters_own_proof_agrees(played: Played) -> None:
    audit = errands.audit_of(played.out / "work" / "counter" / "kiosk.toml")
    assert (audit.rows, audit.broken_at, audit.differing) == (played.summary.journal, None, ())


def test_photos_of_damage_went_up_and_pictures_of_goods_came_down(played: Played) -> None:
    plan = day.plan(SHORT, SEED, "ru", {})
    work = played.out / "work"
    counter = read_counter(work / "counter/data/counter.db", DEVICE)
    told = [decode(body).facts for _, body in counter.journal.of_type("photo.taken")]
    counter.db.close()
    of, broken = (
        Counter(fact.purpose for fact in told),
        [len(t.damaged | t.broken) for t in plan.trucks],
    )
    assert of["damage"] + of["broken_seal"] == sum(broken)
    assert of["return"] == len(plan.returns)
    assert of["issue"] > 0, "and stills by the way"
    taken = {p.name: p.read_bytes() for p in (work / "counter/data/photos").glob("*/*")}
    assert set(taken) == {fact.sha256 for fact in told}
    assert {p.name: p.read_bytes() for p in (work / "central/photos").glob("*/*")} == taken
    shown = {p.stem for p in (work / "counter/data/pictures").glob("*.jpg")}
    offered = {p.name for p in (work / "central/pictures").glob("*/*")}
    assert shown
    assert shown <= offered


def test_screens_and_receipts_are_there_as_pictures(played: Played) -> None:
    screens = {path.stem: path for path in (played.out / "screens").glob("*.png")}
    assert set(screens) == SCREENS, "and what an earlier run left is gone"
    receipts = list((played.out / "receipts").glob("*.png"))
    assert len(receipts) == played.summary.papers > played.summary.receipts
    assert all(path.read_bytes().startswith(PNG) for path in (*screens.values(), *receipts))
    assert (played.out / "notes.txt").exists(), "what is not ours stays"


def test_the_summary_says_what_was_measured_and_on_which_broker(played: Played) -> None:
    got = played.summary
    assert got.broker == "mosquitto"
    assert got.seconds > 0
    assert set(got.milliseconds) == {
        "scan_to_screen_ms",
        "scan_to_light_ms",
        "commit_to_central_ack_ms",
    }
    assert all(figures["n"] > 0 for figures in got.milliseconds.values())


def test_without_a_broker_it_says_what_to_install_and_exits_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wish = DemoWish(
        headless=True, full=False, out=tmp_path, broker="rabbit", language="ru", seed=SEED
    )
    assert run(wish, lambda _: nullcontext()) == 1
    assert "apt install mosquitto" in capsys.readouterr().err
    assert not (tmp_path / "summary.json").exists()
