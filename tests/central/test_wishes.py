"""Wishes: granted once, whole or not at all, whatever dies in between."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.central.certificates import Certificate, Code
from kiosk.central.enrol_codes import CodeWish
from kiosk.central.manifests import Manifest
from kiosk.central.replaying import BROKE, QuarantineWish
from kiosk.central.store import StoreTrouble
from kiosk.central.wish_forms import (
    CancelWish,
    DeliveryWish,
    DeviceWish,
    Granted,
    PointWish,
    RevokeWish,
    SellerWish,
)
from kiosk.central.wishes import Wishes, answer_at, leave
from kiosk.core import messages, pickup
from kiosk.core.enrolment import BoxRole
from kiosk.core.facts.box import MessageDone
from kiosk.core.messages import (
    SIBLINGS,
    CodesSet,
    ConfigSet,
    CustomerLine,
    DeliveryAnnounced,
    DeliveryPart,
    Letter,
    ManifestLine,
    OrderCancelled,
    PolicySet,
    SellerSet,
    StaffUpsert,
)
from kiosk.core.pickup import seller_digest
from kiosk.core.words import Outcome, Role
from kiosk.sync.protocol import Action
from tests.central.conftest import DAY_MS, ON_A_FILE, POINT_KEY, T0, Box, Central, fresh_id, life
from tests.central.test_overtaken import WHO
from tests.central.test_replaying import put_aside

ANNA = StaffUpsert("anna", "Anna K.", Role.OWNER)
POINT = PointWish("7731", "Lesnaya 12", "pk-7731", POINT_KEY.hex(), "wb_like", (ANNA,))
MANIFEST = Manifest(
    "D-1",
    "Meridian",
    T0,
    (ManifestLine("P1", customer_ref="c1"), ManifestLine("P2", customer_ref="c2")),
    (CustomerLine("c1", "Maria S.", "0417"), CustomerLine("c2", "Ivan P.", "1180")),
)


class Spool:
    """A central's spool with its wishes."""

    def __init__(self, central: Central, secret: Callable[[], bytes], folder: Path) -> None:
        self.central, self.folder = central, folder
        self.wishes = Wishes(self.folder, central.store, secret)

    def ask(self, wish: object, name: str = "w1") -> Granted:
        """Leave a wish, have it granted, take the answer."""
        path = leave(self.folder, wish, name)  # type: ignore[arg-type]
        for waiting in self.wishes.waiting():
            self.wishes.grant(waiting, T0)
        answer = answer_at(path)
        assert answer is not None
        return answer

    def letters(self, device: str = "box-1") -> list[Letter]:
        """Return what is queued for a box."""
        raws = self.central.store.above(device, 0, 100_000, 10**9)[1]
        return [messages.decode(raw).facts for raw in raws]


@pytest.fixture
def spool(central: Central, secret: Callable[[], bytes], tmp_path: Path) -> Spool:
    """The spool of the central."""
    return Spool(central, secret, tmp_path / "wishes")


def test_a_point_is_set_up_with_its_rules_and_people(spool: Spool) -> None:
    granted = spool.ask(POINT)
    assert (granted.ok, granted.letters) == (True, 2)
    policy, anna = spool.letters("pk-7731")
    assert isinstance(policy, PolicySet)
    assert msgspec.json.decode(policy.policy)["policy"] == "wb_like"
    assert anna == ANNA
    assert spool.central.store.point("7731")


def test_a_delivery_is_announced_with_its_customers_codes(spool: Spool) -> None:
    granted = spool.ask(DeliveryWish("p1", MANIFEST))
    assert (granted.ok, granted.letters) == (True, 4)
    assert granted.lines == ("delivery D-1: 2 parcels are announced",)
    announced, part, *codes = spool.letters()
    assert isinstance(announced, DeliveryAnnounced)
    assert isinstance(part, DeliveryPart)
    assert part.parcels == MANIFEST.parcels
    shown = spool.central.store.questions.pickup_code("p1", "c2", T0)
    assert shown
    assert isinstance(codes[1], CodesSet)
    assert pickup.digest(POINT_KEY, shown) in {line.digest for line in codes[1].codes}
    assert codes[1].codes[0].from_at <= T0 < codes[1].codes[0].to_at


def test_a_networks_own_code_counts_while_the_parcel_may_wait(spool: Spool) -> None:
    own = replace(MANIFEST, codes={"c1": "12345678*1234", "c2": "123456"})
    spool.ask(DeliveryWish("p1", own))
    long, short = spool.letters()[2:]
    assert isinstance(long, CodesSet)
    assert isinstance(short, CodesSet)
    assert [line.digest for line in long.codes] == [pickup.digest(POINT_KEY, "12345678*1234")]
    assert [line.digest for line in short.codes] == [pickup.digest(POINT_KEY, "123456", "c2")]
    assert (long.codes[0].from_at, long.codes[0].to_at) == (T0, T0 + 8 * DAY_MS)


def test_a_customer_keeps_the_same_code_over_deliveries(spool: Spool) -> None:
    spool.ask(DeliveryWish("p1", MANIFEST), "w1")
    shown = spool.central.store.questions.pickup_code("p1", "c1", T0)
    spool.ask(DeliveryWish("p1", replace(MANIFEST, delivery="D-2")), "w2")
    assert spool.central.store.questions.pickup_code("p1", "c1", T0) == shown


def test_an_order_is_asked_to_be_cancelled(spool: Spool) -> None:
    assert spool.ask(CancelWish("p1", "O-1", ("P1",))).ok
    assert spool.letters() == [OrderCancelled("O-1", ("P1",))]


def test_a_seller_may_collect_by_the_newest_code(spool: Spool) -> None:
    answer = spool.ask(SellerWish("p1", "s-1", "Meridian Shoes", "SELLER-5521"))
    assert answer.lines == ("Meridian Shoes may collect at point p1 with this code alone",)
    (told,) = spool.letters()
    assert told == SellerSet("s-1", "Meridian Shoes", seller_digest(POINT_KEY, "SELLER-5521"), T0)
    assert b"SELLER-5521" not in spool.central.rows("SELECT raw FROM message")[0][0]


def test_wishes_are_granted_in_the_order_of_their_names(spool: Spool) -> None:
    for name in ("w3", "w1", "w2"):
        leave(spool.folder, CancelWish("p1", name, ("P1",)), name)
    for path in spool.wishes.waiting():
        spool.wishes.grant(path, T0)
    orders = [letter.order for letter in spool.letters() if isinstance(letter, OrderCancelled)]
    assert orders == ["w1", "w2", "w3"]
    assert spool.wishes.waiting() == []


# -- boxes -----------------------------------------------------------------------------------------

DIGEST = "d0" * 32
UNREAD = "the wish cannot be read"


def test_a_code_lets_the_only_box_of_a_point_in(spool: Spool) -> None:
    answer = spool.ask(CodeWish("p1", DIGEST))
    assert (answer.ok, answer.lines) == (True, ("box-1 of point p1 may enrol within 24 hours",))
    code = spool.central.store.certificates.code(DIGEST)
    assert code == Code("p1", "box-1", T0 + DAY_MS, "")


def test_of_several_boxes_one_is_named(spool: Spool) -> None:
    spool.central.share()
    spool.central.register("box-2")
    told = spool.ask(CodeWish("p1", DIGEST))
    assert told.lines == ("point p1 has several boxes, name one: box-1, box-2",)
    assert spool.ask(CodeWish("p1", DIGEST, "box-2"), "w2").ok


def test_a_box_that_took_a_point_over_is_its_only_one(spool: Spool) -> None:
    spool.central.register("box-2")
    told = spool.ask(CodeWish("p1", DIGEST))
    assert told.lines == ("box-2 of point p1 may enrol within 24 hours",)
    assert not spool.ask(CodeWish("p1", "d1" * 32, "box-1"), "w2").ok


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (CodeWish("p9", DIGEST), "there is no point 'p9'"),
        (CodeWish("p1", DIGEST, "box-9"), "box-9 is no box of point p1: box-1"),
        (CodeWish("p1", "short"), "the wish cannot be read"),
        (CodeWish("p1", DIGEST, "central"), "the wish cannot be read"),
        ({"type": "enrol_code", "point": "p1", "digest": DIGEST, "role": "owner"}, UNREAD),
        ({"type": "enrol_code", "point": "p1", "digest": DIGEST, "role": 1}, UNREAD),
        (RevokeWish("box-9"), "there is no box 'box-9'"),
        (RevokeWish("../box"), "the wish cannot be read"),
    ],
)
def test_a_box_nobody_knows_gets_no_code_and_is_not_revoked(
    spool: Spool, wish: object, told: str
) -> None:
    answer = spool.ask(wish)
    assert not answer.ok
    assert answer.lines[0].startswith(told)
    assert spool.central.store.certificates.code(DIGEST) is None


def test_a_shelf_node_is_no_counter_of_another_point(spool: Spool) -> None:
    assert spool.ask(CodeWish("p1", DIGEST, "left", BoxRole.SHELF)).ok
    told = spool.ask(replace(POINT, point="p2", device="left"), "w2")
    assert told.lines == ("left is a shelf node of point p1, no counter",)
    assert [point.point for point in spool.central.store.points()] == ["p1"]
    assert spool.ask(RevokeWish("left"), "w3").ok


def test_a_revoked_box_is_blocked_and_its_certificates_are_taken_back(
    spool: Spool, box: Box
) -> None:
    kept = spool.central.store.certificates
    with spool.central.store.unit():
        kept.keep(Certificate("ab", "box-1", "pem", T0 + DAY_MS), "", T0)
    answer = spool.ask(RevokeWish("box-1"))
    assert answer.lines[0] == "box-1 is revoked: 1 certificates are taken back"
    assert (kept.valid("box-1"), kept.thrown_out(T0)) == ((), ("box-1",))
    welcome = spool.central.welcome(box.hello())
    assert (welcome.action, welcome.reason) == (Action.BLOCKED, "revoked")
    box.tell(*life("P1"))
    assert spool.central.take(box.batch(1)).replies == ()  # dropped unread
    assert spool.central.state_of("P1") is None


# -- refused, whole ------------------------------------------------------------------------------


@pytest.mark.input
@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (DeliveryWish("p9", MANIFEST), "there is no point 'p9'"),
        (CancelWish("p9", "O-1", ("P1",)), "there is no point 'p9'"),
        (SellerWish("p9", "s-1", "Shoes", "SELLER-5521"), "there is no point 'p9'"),
        (SellerWish("p1", "s-1", "Shoes", "short"), "the wish cannot be read: Expected `str`"),
        (replace(POINT, policy="nobody_like"), "there is no policy 'nobody_like'"),
        (
            DeliveryWish("p1", replace(MANIFEST, parcels=MANIFEST.parcels * 2)),
            "parcel P1 stands there twice",
        ),
        (replace(POINT, device="central-2"), "the wish cannot be read: Expected `str` matching"),
        (CancelWish("p1", "O-1", ("P",) * 101), "the wish cannot be read: Expected `array`"),
        ("make me an owner", "the wish cannot be read: Expected `object`"),
        ({"type": "forge"}, "the wish cannot be read: Invalid value 'forge'"),
    ],
)
def test_a_wish_that_cannot_be_granted_does_nothing(spool: Spool, wish: object, told: str) -> None:
    answer = spool.ask(wish)
    assert not answer.ok
    assert answer.lines[0].startswith(told)
    assert spool.letters() == []
    assert [point.point for point in spool.central.store.points()] == ["p1"]
    assert spool.wishes.waiting() == []


@pytest.mark.input
@pytest.mark.parametrize("raw", [b"", b"\xff", b"[" * 100_000, b"x" * (16 * 1024 * 1024 + 1)])
def test_a_broken_wish_is_answered_and_gone(spool: Spool, raw: bytes) -> None:
    path = spool.folder / "w1.wish"
    path.write_bytes(raw)
    assert not spool.wishes.grant(path, T0).ok
    assert not path.exists()
    assert answer_at(path.with_suffix(".answer"))


# -- once, whatever dies -------------------------------------------------------------------------


def test_a_wish_left_again_is_not_granted_twice(spool: Spool) -> None:
    first = spool.ask(DeliveryWish("p1", MANIFEST))
    spool.central.open_again()
    after = Spool(spool.central, spool.wishes._secret, spool.folder)
    assert after.ask(DeliveryWish("p1", MANIFEST)) == first
    assert len(spool.letters()) == 4


@pytest.mark.disk
def test_with_no_room_for_the_answer_the_wish_stays_and_is_granted_once(
    spool: Spool, tmp_path: Path
) -> None:
    path = leave(spool.folder, DeliveryWish("p1", MANIFEST), "w1").with_suffix(".wish")
    in_the_way = path.with_suffix(".answer")
    in_the_way.mkdir()
    with pytest.raises(StoreTrouble, match="could not be answered"):
        spool.wishes.grant(path, T0)
    assert spool.wishes.waiting() == [path]
    in_the_way.rmdir()
    assert spool.wishes.grant(path, T0).ok
    assert len(spool.letters()) == 4
    assert spool.wishes.waiting() == []
    assert tmp_path.exists()


@ON_A_FILE
@pytest.mark.disk
def test_with_a_full_disk_the_wish_stays(spool: Spool) -> None:
    path = leave(spool.folder, DeliveryWish("p1", MANIFEST), "w1").with_suffix(".wish")
    conn = spool.central.store._conn
    pages = conn.execute("PRAGMA page_count").fetchone()[0]
    conn.execute("PRAGMA cache_size = 1").fetchone()
    conn.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    big = tuple(ManifestLine(f"P{n}") for n in range(3000))
    leave(spool.folder, DeliveryWish("p1", replace(MANIFEST, parcels=big)), "w1")
    with pytest.raises(StoreTrouble):
        spool.wishes.grant(path, T0)
    assert spool.wishes.waiting() == [path]
    assert spool.letters() == []


def test_a_wish_taken_back_is_nothing(spool: Spool) -> None:
    assert not spool.wishes.grant(spool.folder / "gone.wish", T0).ok


def test_a_wish_that_brings_the_central_to_fall_is_given_up(spool: Spool) -> None:
    path = leave(spool.folder, CancelWish("p1", "O-1", ("P1",)), "w1").with_suffix(".wish")
    spool.wishes.give_up(path)
    assert spool.wishes.waiting() == []
    answer = answer_at(path.with_suffix(".answer"))
    assert answer
    assert not answer.ok
    assert answer_at(path.with_suffix(".answer")) is None


def test_what_broke_is_noted_though_it_was_rolled_back(spool: Spool, box: Box) -> None:
    letter = fresh_id()
    box.tell(MessageDone(letter, Outcome.APPLIED))
    spool.central.take(box.batch(1))
    put_aside(spool.central, 1)
    spool.central.rows(  # a letter of ours that nobody can read any more
        "INSERT INTO message (device, seq, id, type, raw, state)"
        " VALUES ('box-1', 1, ?, 'update.available', ?, 'received')",
        letter, b"{",
    )  # fmt: skip
    answer = spool.ask(QuarantineWish(1, "replay"))
    assert (answer.ok, answer.lines) == (False, (BROKE.said(),))
    noted = "SELECT user_name, action, subject, outcome FROM user_audit"
    assert spool.central.rows(noted) == [("console", "quarantine.replay", "1", BROKE.said())]
    assert spool.central.rows("SELECT n FROM event") == []


def test_a_verb_tells_that_what_was_taken_in_late_is_overtaken(spool: Spool, box: Box) -> None:
    box.tell(*WHO)
    spool.central.take(box.batch(1))
    put_aside(spool.central, 2)
    answer = spool.ask(QuarantineWish(1, "replay"))
    said = "number 2 of box-1 is taken in, but what was told later of the same stands;"
    assert (answer.ok, answer.lines) == (True, (f"{said} it is a conflict to be looked at",))


def test_a_verbs_refusal_is_noted_for_readers_of_every_language(spool: Spool) -> None:
    answer = spool.ask(QuarantineWish(7, "replay"))
    assert answer.lines == ("7: there is nothing of this number in quarantine",)
    ((_, deed),) = spool.central.store.users.deeds("", 0, 9)
    assert (deed.outcome, deed.told) == (*answer.lines, answer.told)


def test_a_second_box_takes_over_unless_the_point_is_shared(spool: Spool) -> None:
    assert spool.ask(POINT, "w1").letters == 2
    assert spool.ask(replace(POINT, device="pk-2", siblings=True), "w2").letters == 6
    assert ConfigSet(T0, {SIBLINGS: True}) in spool.letters("pk-7731")
    assert spool.ask(replace(POINT, device="pk-2", siblings=True), "w3").letters == 4, "told once"
    assert spool.ask(replace(POINT, device="pk-3"), "w4").letters == 3, "to the one that is left"
    assert ConfigSet(T0, {SIBLINGS: False}) in spool.letters("pk-3")
    blocked = spool.central.store._conn.execute(
        "SELECT device FROM device WHERE blocked = 'replaced' ORDER BY device"
    ).fetchall()
    assert blocked == [("pk-2",), ("pk-7731",)]


@pytest.mark.parametrize(
    ("action", "reason"), [("block", "revoked"), ("trust", ""), ("resync", "")]
)
def test_a_box_is_blocked_trusted_and_sent_everything(
    spool: Spool, action: Literal["block", "trust", "resync"], reason: str
) -> None:
    granted = spool.ask(DeviceWish("box-1", action))
    assert granted.ok
    assert "box-1" in granted.lines[0]
    assert spool.central.welcome(Box().hello()).reason == reason
    sent = [one.type for one in spool.central.store.questions.sent("p1")]
    assert ("snapshot.end" in sent) == (action == "resync")


def test_nothing_is_done_about_a_box_nobody_knows(spool: Spool) -> None:
    assert not spool.ask(DeviceWish("box-99", "trust")).ok
    path = leave(spool.folder, DeviceWish("box-1", "explode"), "w9")  # type: ignore[arg-type]
    for waiting in spool.wishes.waiting():
        spool.wishes.grant(waiting, T0)
    answer = answer_at(path)
    assert answer
    assert not answer.ok
