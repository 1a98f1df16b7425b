"""A network worth a picture: points, an opening, a halted roll-out, and whoever looks at it."""

import zlib
from datetime import UTC, datetime, timedelta
from struct import pack

from playwright.sync_api import Page

from kiosk.central.rollout_wishes import HOUR_MS, RingWish, RolloutStartWish, RolloutWishes
from kiosk.central.store import Packet, Point
from kiosk.core.facts.box import PolicyApplied
from kiosk.core.facts.day import DayClosed, Totals
from kiosk.core.facts.fact import Fact
from kiosk.core.facts.people import StaffAdded
from kiosk.core.facts.stockroom import BoxOpened
from kiosk.core.facts.updating import (
    UpdateBegun,
    UpdateConfirmed,
    UpdateInstalled,
    UpdateRolledBack,
)
from kiosk.core.messages import StaffUpsert
from kiosk.core.update_words import Ring
from kiosk.core.words import Role
from kiosk.sync.protocol import DeviceWord, Health
from tests.central.conftest import Box, life
from tests.central.console.openings import Opened
from tests.central.console.stand import PASSWORD, Stand
from tests.central.rolling import release

PLACES = {
    "p1": ("Lesnaya 12", 55.78, 37.59),
    "p2": ("Tverskaya 7", 55.762, 37.606),
    "p3": ("Arbat 31", 55.7495, 37.59),
}
PAGES = (
    *("/", "/points/p3", "/deliveries", "/parcels?q=P10", "/conflicts", "/quarantine"),
    *("/devices", "/audit", "/history?point=p1&kind=parcel&id=P10"),
    *("/policies", "/policies/compare?point=p1&policy=wb_like", "/erasures"),
    *("/staff", "/staff?point=p1", "/figures", "/figures?days=7&by=offline_ms"),
    *("/openings", "/openings/O-1", "/openings/O-1/shots/sign", "/openings/O-1/applicant"),
    *("/updates", "/updates/spring-2", "/updates/autumn-1"),
)
# name of the picture -> the page it shows
PICTURES = {
    "points": "/",
    "opening": "/openings/O-1",
    "policy": "/policies/compare?point=p1&policy=wb_like",
    "staff": "/staff?point=p1",
    "figures": "/figures?days=28",
    "erasures": "/erasures",
    "updates": "/updates",
    "update": "/updates/spring-2",
}


def picture(tint: tuple[int, int, int]) -> bytes:
    """Return a PNG of 320 x 240 that shades from a tint to white."""
    rows = bytearray()
    for y in range(240):
        rows += b"\0" + bytes(part + (255 - part) * y // 300 for part in tint) * 320
    made = b"\x89PNG\r\n\x1a\n"
    head = pack(">IIBBBBB", 320, 240, 8, 2, 0, 0, 0)
    for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b"")):
        made += pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))
    return made


def seeded(stand: Stand) -> None:
    """Fill the books with three points, one of them ill, something to decide, and an opening."""
    store, boxes = stand.central.store, []
    for number, (point, (name, lat, lon)) in enumerate(PLACES.items(), 1):
        with store.unit():
            store.register(Point(point, name, bytes(32), "ozon_like"), f"box-{number}")
            store.place(point, round(lat * 1e6), round(lon * 1e6))
        box = Box(f"box-{number}", epoch=f"{number:016x}")
        box.tell(PolicyApplied("ozon_like", 3), StaffAdded("olga", Role.OWNER))
        box.tell(*life(f"P{number}0"), *life(f"P{number}1")[:3])
        box.tell(BoxOpened("D-1", "B-1", seal_ok=False))
        box.tell(*_days(stand.at, number))
        box.write(b"\xff\x00 no event")
        ill = {"printer": DeviceWord("failed", "paper_out")} if number == 3 else {}
        health = Packet(box.device, "up/health", Health(unsent=number, devices=ill))
        store.take([box.hello(), box.batch(1), health], stand.at)
        boxes.append(box)
    _roll_out(stand, boxes)
    with store.unit():
        told = [StaffUpsert("olga", "Olga Serova", Role.OWNER)]
        store.queue("p1", told, stand.at, "anna")
        store.codes_told("p2", "c-204", 1)
        store.erase("ER-5120", "c-204", stand.at, stand.at + 20 * 24 * 3600 * 1000)
    stand.central.register("box-4", "p4")
    opening = Opened(stand, "O-1", "box-4")
    opening.submit()
    opening.report(picture((40, 90, 160)))


def _roll_out(stand: Stand, boxes: list[Box]) -> None:
    """Bring one release to every box, and let a second one be halted on its way."""
    rollouts = stand.central.store.rollouts

    def wish(*wanted: RolloutWishes, ago: int) -> None:
        at = stand.at - ago * HOUR_MS
        for one in wanted:
            with stand.central.store.unit():
                rollouts.settle(one, "anna", at)
            rollouts.tend(at)

    def tell(box: Box, ago: int, *facts: Fact) -> None:
        first = box.head + 1
        box.tell(*facts)
        stand.central.store.take([box.batch(first)], stand.at - ago * HOUR_MS)

    wish(RingWish("p1", Ring.CANARY), RingWish("p2", Ring.EARLY), ago=900)
    wish(release("1.9.0", 19, size=47_900_000), ago=900)
    wish(RolloutStartWish("autumn-1", "1.9.0", Ring.ALL), ago=899)
    for box in boxes:
        tell(box, 890, *_told("autumn-1", "1.9.0"), UpdateConfirmed("autumn-1", "1.9.0"))
    start = RolloutStartWish("spring-2", "2.0.0", Ring.EARLY, soak_h=24, enough=90)
    wish(RingWish("p3", Ring.EARLY), release(size=48_300_000), start, ago=30)
    confirmed, tried, back = boxes
    tell(confirmed, 27, *_told("spring-2", "2.0.0"), UpdateConfirmed("spring-2", "2.0.0"))
    tell(tried, 5, *_told("spring-2", "2.0.0"))
    went = UpdateRolledBack("spring-2", "2.0.0", "1.9.0", "not_ready")
    tell(back, 4, *_told("spring-2", "2.0.0"), went)
    stand.central.store.take([box.hello() for box in boxes], stand.at)


def _told(name: str, version: str) -> tuple[Fact, ...]:
    """Return what a box tells before it is known whether a release holds."""
    return UpdateBegun(name, version), UpdateInstalled(name, version, "1.8.0")


def _days(at: int, number: int) -> list[DayClosed]:
    """Return eight weeks of closed days up to yesterday, each point busier than the one before."""
    today = datetime.fromtimestamp(at / 1000, UTC).date()
    told = []
    for ago in range(56, 0, -1):
        day = today - timedelta(ago)
        busy = 60 * number + 9 * (56 - ago) // 7 - 30 * (day.weekday() == 6) + day.day % 5
        totals = Totals(issued=busy, received=busy + 3, returns=busy // 20, shipped=busy // 15)
        told.append(DayClosed(str(day), totals, 4, "ab" * 32, untended=ago == 9))
    return told


def sign_in(page: Page, stand: Stand, name: str) -> None:
    """Sign in by keyboard."""
    page.goto("/sign-in")
    page.fill("[name=user]", name)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second")
    stand.at += 30_000
    page.fill("[name=code]", stand.otp(name))
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
