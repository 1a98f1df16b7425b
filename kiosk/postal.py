"""The two ends of the mail: puts the carrier and the reference central together.

Apart from `build.py`, so that `kiosk sync` and `kiosk central` load no screen and no device.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk import board, stores
from kiosk.central.consumer import Consumer
from kiosk.central.erasures import Asked
from kiosk.central.metrics import Meters
from kiosk.central.network_days import NetworkFigures, Span
from kiosk.central.openings import Application
from kiosk.central.people import Known
from kiosk.central.photo_room import PhotoRoom
from kiosk.central.questions import Questions
from kiosk.central.replaying import Aside
from kiosk.central.rollout_book import RolloutBook
from kiosk.central.standings import Standing
from kiosk.central.wish_forms import Granted, Wish
from kiosk.central.wishes import Wishes, answer_at, leave
from kiosk.config import Config, load
from kiosk.core import attachments
from kiosk.core.attachments import Attachment, BadAttachment
from kiosk.core.days import Day
from kiosk.core.picture_heads import picture_head
from kiosk.core.words import ClockQuality
from kiosk.moments import board_id, boot_id, drawn_jitter, moment, new_id, nonce, secret, wall_ms
from kiosk.places import Place
from kiosk.sync.keyring import ends_at, heal
from kiosk.sync.link import Link, LinkSettings
from kiosk.sync.loop import Host, Identity, SyncLoop, Times
from kiosk.sync.mailbox import Mailbox
from kiosk.sync.outbox import Outbox
from kiosk.sync.photo_carrier import Pace, PhotoCarrier, Shelves
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.sync.photos import ATTACHMENTS, MAX_PHOTO
from kiosk.sync.protocol import CENTRAL_TOPICS, DESK_TOPICS, WORKER_TOPICS, Topics
from kiosk.workflows.counter import Keys

T = TypeVar("T")
_GRANT_S = 5.0
_DAY_BEGINS, _DAY_ENDS = 6, 22  # o'clock at the point; photos that wait for the night go outside
_PICTURE_SIDE = 620  # of goods (PROTOCOL.md 8)


def sync_of(path: Path) -> SyncLoop:
    """Put the mail carrier together from a settings file."""
    config = load(path)
    place = Place(config, path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    return sync_at(place)


def sync_at(place: Place, alive: Callable[[], None] = lambda: None) -> SyncLoop:
    """Put the mail carrier of a counter together.

    Args:
        place: where the counter stands.
        alive: called once a turn, for a watchdog.
    """
    point, mqtt = place.point, place.config.mqtt
    place.data.mkdir(parents=True, exist_ok=True)
    if mqtt.keyfile:
        heal(Path(mqtt.keyfile).parent)  # the plug may have been pulled while it enrolled
    random = drawn_jitter()
    settings = LinkSettings(
        host=mqtt.host,
        port=mqtt.port,
        client_id=point.device,
        subscribe=(Topics(point.device).down,),
        version=mqtt.version,
        keepalive_s=mqtt.keepalive_s,
        cafile=mqtt.cafile,
        certfile=mqtt.certfile,
        keyfile=mqtt.keyfile,
    )
    times = Times(
        time.monotonic, lambda: place.now().at, lambda: place.now().clock.value, nonce, random
    )
    me = Identity(point.device, point.id, version("pickup-kiosk"), boot_id(), board_id())
    outbox = Outbox(place.data / "counter.db", point.device)
    mailbox = Mailbox(place.data / "mail.db")
    shelves = Shelves(PhotoFolder(place.photos), PhotoFolder(place.arrived))
    certificate = Path(mqtt.certfile).parent if mqtt.certfile else None
    host = Host(
        alive,
        lambda: board.free_mb(place.data),
        board.temp_c,
        lambda: ends_at(certificate) if certificate else None,
    )
    loop = SyncLoop(Link(settings, time.monotonic, random), outbox, mailbox, me, times, host)
    topics = Topics(point.device)
    pace = Pace(times.wall, random, partial(_is_calm, place))
    loop.photos = PhotoCarrier(outbox, mailbox, shelves, topics, pace)
    return loop


def _is_calm(place: Place) -> bool:
    """Whether photos that can wait may go now; an unsure clock knows no night."""
    stamp = place.now()
    if place.config.sync.photos == "now" or stamp.clock is ClockQuality.UNSURE:
        return True
    local = datetime.fromtimestamp(stamp.at / 1000, ZoneInfo(place.point.zone))
    return not _DAY_BEGINS <= local.hour < _DAY_ENDS


class Part(Struct, frozen=True):
    """What one process of the central does.

    Args:
        role: a word for it, beside the central's name at the broker.
        topics: what it hears.
        leads: whether it greets, sends letters and grants wishes; one process does.
    """

    role: str
    topics: tuple[str, ...]
    leads: bool


WHOLE = Part("", CENTRAL_TOPICS, leads=True)
DESK = Part("desk", DESK_TOPICS, leads=True)


def worker(number: int) -> Part:
    """Return the part of a process that takes events alone."""
    return Part(f"worker-{number}", WORKER_TOPICS, leads=False)


class CentralApp:
    """The reference central, or one process of it, put together.

    Args:
        config: the settings.
        folder: relative paths begin here.
        part: which process it is.
        meters: where it puts what it measures of its own work.
    """

    def __init__(
        self, config: Config, folder: Path, part: Part = WHOLE, meters: Meters | None = None
    ) -> None:
        central, mqtt = config.central, config.mqtt
        folder.mkdir(parents=True, exist_ok=True)
        self.store = stores.open_store(central.store, folder, leads=part.leads)
        random = drawn_jitter()
        settings = LinkSettings(
            host=mqtt.host,
            port=mqtt.port,
            client_id="-".join(filter(None, (central.worker, part.role))),
            subscribe=part.topics,
            version=mqtt.version,
            window=100,
            keepalive_s=mqtt.keepalive_s,
            manual_ack=True,
            cafile=mqtt.cafile,
            certfile=mqtt.certfile,
            keyfile=mqtt.keyfile,
        )
        spool = folder / central.wishes
        wishes = Wishes(spool, self.store, secret) if part.leads else None
        self.link = Link(settings, time.monotonic, random)
        self.consumer = Consumer(self.link, self.store, wishes, time.monotonic, wall_ms, random)
        self.consumer.meters = meters or self.consumer.meters
        photos = PhotoRoom(
            PhotoFolder(folder / central.photos),
            pictures_of(config, folder),
            attachments_of(config, folder),
            self.store,
        )
        if part.leads:
            photos.sweep(wall_ms())
            photos.clear_again()
        self.consumer.photos = photos

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        try:
            self.consumer.run(stop)
        finally:
            self.store.close()


def boxes_of(path: Path) -> list[Standing]:
    """Return how every box of the central is, whether it runs or not.

    Raises:
        CannotOpenStore: its books are not there, or not to be read.
    """
    at = wall_ms()
    return stores.ask(load(path).central.store, path.parent, lambda books: books.boxes(at))


def erasures_of(path: Path) -> list[Asked]:
    """Return every erasure the central knows of, whether it runs or not.

    Raises:
        CannotOpenStore: its books are not there, or not to be read.
    """
    return stores.ask(load(path).central.store, path.parent, lambda books: books.erasures())


def openings_of(path: Path) -> list[Application]:
    """Return every opening the central knows of, whether it runs or not.

    Raises:
        CannotOpenStore: its books are not there, or not to be read.
    """
    return stores.ask(load(path).central.store, path.parent, lambda books: books.openings())


def asides_of(path: Path, n: int = 0) -> list[Aside]:
    """Return what is in the central's quarantine, whether it runs or not.

    Args:
        path: of kiosk.toml.
        n: this one alone; 0 for all.

    Raises:
        CannotOpenStore: its books are not there, or not to be read.
    """
    at = load(path).central.store
    return stores.ask(at, path.parent, lambda books: books.asides(1000, n))


def rollouts_of(path: Path, question: Callable[[RolloutBook], T]) -> T:
    """Ask the central's books about releases and roll-outs, whether it runs or not.

    Raises:
        CannotOpenStore: its books are not there, or not to be read.
    """

    def asked(books: Questions) -> T:
        return question(books.rollouts())

    return stores.ask(load(path).central.store, path.parent, asked)


def people_of(path: Path, point: str) -> tuple[Known, ...]:
    """Return who works at a point as the central knows it, whether it runs or not.

    Raises:
        CannotOpenStore: its books are not there, or not to be read.
    """
    return stores.ask(load(path).central.store, path.parent, lambda books: books.people(point))


def days_of(path: Path, point: str) -> tuple[Day, ...]:
    """Return the closed days of a point as the central knows them, whether it runs or not.

    Raises:
        CannotOpenStore: its books are not there, or not to be read.
    """
    return stores.ask(load(path).central.store, path.parent, lambda books: books.days(point))


def network_figures_of(path: Path, span: Span) -> NetworkFigures:
    """Return the figures of all points as the central knows them, whether it runs or not.

    Args:
        path: the settings file.
        span: which days.

    Raises:
        CannotOpenStore: its books are not there, or not to be read.
    """
    return stores.ask(load(path).central.store, path.parent, lambda books: books.figures(span))


def pictures_of(config: Config, folder: Path) -> PhotoFolder:
    """Return where a central keeps the pictures of goods that its points may ask for."""
    return PhotoFolder(folder / config.central.pictures)


def attachments_of(config: Config, folder: Path) -> PhotoFolder:
    """Return where a central keeps the attachments; nobody else on the machine may look there."""
    path = folder / config.central.attachments
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return PhotoFolder(path, ATTACHMENTS)


def attachment_of(path: Path, sha256: str) -> tuple[Attachment | None, str]:
    """Read an attachment; the central may be at work.

    Args:
        path: of the central's settings.
        sha256: as an event names it.

    Returns:
        The attachment, and a sentence why there is none, empty if there is.
    """
    folder = attachments_of(load(path), path.parent)
    if not folder.has(sha256):
        return None, "is not here"
    raw = folder.piece(sha256, 0, attachments.MAX_BYTES + 1)
    if hashlib.sha256(raw).hexdigest() != sha256:
        return None, "cannot be read, or is damaged: its bytes are not those the event named"
    try:
        return attachments.read(raw), ""
    except BadAttachment as why:
        return None, f"is no attachment: {why}"


def add_picture(path: Path, picture: Path) -> tuple[str, str]:
    """Lay a picture of goods in for the points.

    Args:
        path: of the central's settings.
        picture: a JPEG, PNG or WEBP of at most 620 px and 2 MB.

    Returns:
        The digest it is asked for by, and a sentence why it was not taken, empty if it was.
    """
    try:
        with picture.open("rb") as file:
            raw = file.read(MAX_PHOTO + 1)
    except OSError as error:
        return "", f"cannot be read: {error.strerror}"
    seen = picture_head(raw)
    if len(raw) > MAX_PHOTO:
        return "", "is larger than 2 MB"
    if seen is None:
        return "", "is no JPEG, PNG or WEBP"
    if max(seen.width, seen.height) > _PICTURE_SIDE:
        return "", f"is {seen.width} x {seen.height}; points take at most {_PICTURE_SIDE} px"
    try:
        return pictures_of(load(path), path.parent).put(raw), ""
    except OSError as error:
        return "", f"cannot be kept: {error.strerror}"


def wish_of(path: Path, wish: Wish) -> Granted | None:
    """Ask the central for something; None when it is not running and will do it at its start."""
    config = load(path)
    told = leave(path.parent / config.central.wishes, wish, new_id())
    deadline = time.monotonic() + _GRANT_S
    while time.monotonic() < deadline:
        granted = answer_at(told)
        if granted is not None:
            return granted
        time.sleep(0.05)
    return None
