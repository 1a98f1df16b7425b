"""A hostile central: whatever its letters hold, each has one outcome, and no rule is broken."""

import copy
import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core import messages
from kiosk.core.messages import LETTERS, SIBLINGS, ConfigSet, Message, OrderCancelled, StaffUpsert
from kiosk.core.words import ParcelState, Role
from kiosk.sync.mailbox import Letter as Posted
from kiosk.sync.mailbox import Mark
from tests.workflows.conftest import T0, Point
from tests.workflows.test_resync import ours, parcel, snapshot

GOLDEN = Path(__file__).parents[1] / "golden" / "letters"
_ids = itertools.count(1)
_seqs = itertools.count(10_000)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=80)
    | st.sampled_from(
        ["P1", "c1", "anna", "D-P1", "issued", "\x00", "'; DROP TABLE parcel", "x" * 300]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Point]:
    """A counter that shares its point, so that no kind of letter is turned away unread."""
    point = Point(tmp_path_factory.mktemp("hostile"))
    point.mail(StaffUpsert("anna", "Anna K.", Role.CLERK), ConfigSet(1, {SIBLINGS: True}))
    yield point
    point.close()


def _paths(value: object, at: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*at, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _paths(inner, (*at, n))


def _changed(letter: object, path: tuple[object, ...], value: object) -> object:
    if not path:
        return value
    whole = copy.deepcopy(letter)
    inside = whole
    for step in path[:-1]:
        inside = inside[step]  # type: ignore[index]
    inside[path[-1]] = value  # type: ignore[index]
    return whole


def _post(point: Point, raw: bytes) -> None:
    seq = next(_seqs)
    posted = Posted(seq, f"01900000-0000-7000-afff-{next(_ids):012x}", "x", raw, None)
    point.mailbox.receive(Mark("e" * 16, seq), [posted])


@pytest.mark.input
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(word=st.sampled_from(sorted(LETTERS)), data=st.data(), value=VALUES)
def test_every_field_of_every_letter_may_hold_anything(
    shop: Point, word: str, data: st.DataObject, value: object
) -> None:
    letter = msgspec.json.decode((GOLDEN / f"{word}.1.json").read_bytes())
    path = data.draw(st.sampled_from(list(_paths(letter))))
    try:
        raw = msgspec.json.encode(_changed(letter, path, value))
    except UnicodeEncodeError:  # a lone surrogate is no JSON at all
        return
    before, done = shop.store.journal.head().seq, len(shop.outcomes())
    _post(shop, raw)
    while shop.desk.mailroom.slice():
        pass
    outcomes = shop.outcomes()
    assert len(outcomes) == done + 1, "one outcome each"
    if outcomes[-1][0] != "applied":
        assert shop.store.journal.head().seq == before + 1, "refused: nothing but the answer"
    audit = shop.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    person = shop.store.people.get("anna")
    assert person is None or person.pin_hash is None, "no letter sets a PIN"


@pytest.fixture
def issued(point: Point) -> Point:
    """A counter that handed P1 over."""
    point.stock("c1", "P1")
    card = point.desk.issue.open(point.shown("c1"))
    session = card.session.session  # type: ignore[union-attr]
    point.desk.issue.pick(session, "P1")
    point.desk.issue.complete(session)
    return point


@pytest.mark.parametrize(
    "letter",
    [
        OrderCancelled("o-P1", ("P1",)),
        messages.StorageExtended("P1", T0 + 99),
        messages.DeliveryPart("D-P1", 2, (messages.ManifestLine("P1"),)),
        messages.DeliveryAnnounced("D-P1", "Meridian", T0),
        messages.DeliveryCancelled("D-P1"),
    ],
)
def test_nothing_un_issues_a_parcel(issued: Point, letter: messages.Letter) -> None:
    issued.mail(letter)
    parcel = issued.store.parcels.get("P1")
    assert parcel
    assert parcel.state is ParcelState.ISSUED


def test_a_snapshot_that_would_un_issue_what_it_does_not_know_of_is_set_right(
    issued: Point,
) -> None:
    """The issue is not at the central yet, so it goes on top of whatever the snapshot says."""
    head = issued.store.journal.head().seq
    first = next(
        row.seq for row in issued.store.journal.since(0, 999) if row.type == "session.opened"
    )
    rest = [part for part in ours(issued) if part[0] not in {"parcel", "session"}]
    issued.mail(*snapshot(issued, ("parcel", [parcel("P1")]), *rest, upto=first - 1))
    assert issued.outcomes()[-1] == ("applied", "")
    known = issued.store.parcels.get("P1")
    assert known
    assert known.state is ParcelState.ISSUED
    assert issued.store.journal.head().seq > head


def test_a_pin_in_clear_goes_nowhere(point: Point) -> None:
    letter = StaffUpsert("anna", "Anna K.", Role.OWNER)
    raw = messages.encode(
        Message("01900000-0000-7000-8000-00000000eeee", "staff.upsert", 1, 1, "system", letter)
    )
    point.mail(raw.replace(b'"role"', b'"pin":"739152","pin_hash":"739152","role"'))
    row = point.store.people.get("anna")
    assert row
    assert row.pin_hash is None
    for stored in point.store.db.execute("SELECT body FROM journal").fetchall():
        assert b"739152" not in stored[0]


def test_a_manifest_of_a_million_rows_is_refused(point: Point) -> None:
    line = b'{"parcel":"P1"},'
    raw = (
        b'{"id":"01900000-0000-7000-8000-00000000dddd","type":"delivery.part","tv":1,"made_at":1,'
        b'"by":"system","facts":{"delivery":"D1","part":1,"parcels":[%s{"parcel":"P2"}]}}'
        % (line * 1_000_000)
    )
    point.mail(messages.DeliveryAnnounced("D1", "Meridian", T0), raw)
    assert point.outcomes()[-1] == ("rejected", "bad_data")
    assert point.store.parcels.get("P1") is None
