"""The two ends of the mail: puts the carrier and the reference central together.

Apart from `build.py`, so that `kiosk sync` and `kiosk central` load no screen and no device.
"""

import threading
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from kiosk.central.consumer import Consumer
from kiosk.central.store_sqlite import SqliteStore
from kiosk.central.wishes import Granted, Wish, Wishes, answer_at, leave
from kiosk.config import Config, load
from kiosk.moments import boot_id, drawn_jitter, moment, new_id, nonce, secret, wall_ms
from kiosk.places import Place, board_hw
from kiosk.sync.link import Link, LinkSettings
from kiosk.sync.loop import Identity, SyncLoop, Times
from kiosk.sync.mailbox import Mailbox
from kiosk.sync.outbox import Outbox
from kiosk.sync.protocol import CENTRAL_TOPICS, Topics
from kiosk.workflows.counter import Keys

_GRANT_S = 5.0


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
    me = Identity(point.device, point.id, version("pickup-kiosk"), boot_id(), board_hw())
    return SyncLoop(
        Link(settings, time.monotonic, random),
        Outbox(place.data / "counter.db", point.device),
        Mailbox(place.data / "mail.db"),
        me,
        times,
        alive,
    )


class CentralApp:
    """The reference central, put together.

    Args:
        config: the settings.
        folder: relative paths begin here.
        wall: milliseconds UTC.
    """

    def __init__(self, config: Config, folder: Path, wall: Callable[[], int] = wall_ms) -> None:
        central, mqtt = config.central, config.mqtt
        folder.mkdir(parents=True, exist_ok=True)
        self.store = SqliteStore(folder / central.store, new_id, nonce)
        random = drawn_jitter()
        settings = LinkSettings(
            host=mqtt.host,
            port=mqtt.port,
            client_id=central.worker,
            subscribe=CENTRAL_TOPICS,
            version=mqtt.version,
            window=100,
            keepalive_s=mqtt.keepalive_s,
            manual_ack=True,
            cafile=mqtt.cafile,
            certfile=mqtt.certfile,
            keyfile=mqtt.keyfile,
        )
        wishes = Wishes(folder / central.wishes, self.store, secret)
        link = Link(settings, time.monotonic, random)
        self.consumer = Consumer(link, self.store, wishes, time.monotonic, wall, random)

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        try:
            self.consumer.run(stop)
        finally:
            self.store.close()


def central_of(path: Path) -> CentralApp:
    """Put the reference central together from a settings file."""
    return CentralApp(load(path), path.parent)


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
