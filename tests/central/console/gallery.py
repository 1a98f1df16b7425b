"""A network worth a picture: points, an opening under review, and whoever looks at it."""

import zlib
from datetime import UTC, datetime, timedelta
from struct import pack

from playwright.sync_api import Page

from kiosk.central.store import Packet, Point
from kiosk.core.facts.box import PolicyApplied
from kiosk.core.facts.day import DayClosed, Totals
from kiosk.core.facts.people import StaffAdded
from kiosk.core.facts.stockroom import BoxOpened
from kiosk.core.messages import StaffUpsert
from kiosk.core.words import Role
from kiosk.sync.protocol import DeviceWord, Health
from tests.central.conftest import Box, life
from tests.central.console.openings import Opened
from tests.central.console.stand import PASSWORD, Stand

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
)
# name of the picture -> the page it shows
PICTURES = {
    "points": "/",
    "opening": "/openings/O-1",
    "policy": "/policies/compare?point=p1&policy=wb_like",
    "staff": "/staff?point=p1",
    "figures": "/figures?days=28",
    "erasures": "/erasures",
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
    store = stand.central.store
    for number, (point, (name, lat, lon)) in enumerate(PLACES.items(), 1):
        with store.unit():
            store.register(Point(point, name, bytes(32), "ozon_like"), f"box-{number}")
            store.place(point, round(lat * 1e6), round(lon * 1e6))
        box = Box(f"box-{number}", epoch=f"{number:016x}")
        box.tell(PolicyApplied("ozon_like", 2), StaffAdded("olga", Role.OWNER))
        box.tell(*life(f"P{number}0"), *life(f"P{number}1")[:3])
        box.tell(BoxOpened("D-1", "B-1", seal_ok=False))
        box.tell(*_days(stand.at, number))
        box.write(b"\xff\x00 no event")
        ill = {"printer": DeviceWord("failed", "no_paper")} if number == 3 else {}
        health = Packet(box.device, "up/health", Health(unsent=number, devices=ill))
        store.take([box.hello(), box.batch(1), health], stand.at)
    with store.unit():
        told = [StaffUpsert("olga", "Olga Serova", Role.OWNER)]
        store.queue("p1", told, stand.at, "anna")
        store.codes_told("p2", "c-204", 1)
        store.erase("ER-5120", "c-204", stand.at, stand.at + 20 * 24 * 3600 * 1000)
    stand.central.register("box-4", "p4")
    opening = Opened(stand, "O-1", "box-4")
    opening.submit()
    opening.report(picture((40, 90, 160)))


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
