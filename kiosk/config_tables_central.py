"""The tables of kiosk.toml about the central: its books, authority, door and figures."""

from typing import Annotated

from msgspec import Meta

from kiosk.config_basics import Name, Table


class CentralTable(Table, frozen=True):
    """The reference central.

    Args:
        store: its books: a file, or `postgresql://user@host/database`.
        wishes: folder where its verbs leave what they want.
        photos: what the points took, by digest.
        pictures: of goods, by digest, for the points.
        attachments: personal fields from the points, by digest.
        worker: its name at the broker.
        workers: processes that take events; more than one need PostgreSQL.
    """

    store: str = "central.db"
    wishes: str = "wishes"
    photos: str = "photos"
    pictures: str = "pictures"
    attachments: str = "attachments"
    worker: Name = "central"
    workers: Annotated[int, Meta(ge=1, le=32)] = 1


class MetricsTable(Table, frozen=True):
    """Where Prometheus may ask the central: host and port of its own network; empty for nowhere."""

    listen: str = ""


class ConsoleTable(Table, frozen=True):
    """The central's console in a browser.

    Args:
        listen: host and port; empty for nowhere.
        plain: HTTP instead of HTTPS; for a browser on this machine alone.
        certfile, keyfile: of the HTTPS; empty for those of the authority's door.
        zone: whose clock its pages show.
        idle_min: minutes without a request until a visit ends.
        most_h: hours until it ends whatever happens.
        by_link: a one-time code alone lets in, without password and second factor; for trying out.
    """

    listen: Annotated[str, Meta(pattern=r"^([A-Za-z0-9.:\[\]-]+:[0-9]{1,5})?$(?!\n)")] = ""
    plain: bool = False
    certfile: str = ""
    keyfile: str = ""
    zone: str = "UTC"
    idle_min: Annotated[int, Meta(ge=1, le=480)] = 30
    most_h: Annotated[int, Meta(ge=1, le=24)] = 12
    by_link: bool = False


class AuthorityTable(Table, frozen=True):
    """The network's own authority and its broker, on the central's machine.

    Args:
        folder: of the keys that sign; `kiosk central authority` makes it.
        broker: folder of the broker's settings and certificates.
        broker_pid: the broker's pid file, to tell it of new certificates; empty for
            mosquitto.pid in its folder.
    """

    folder: str = "authority"
    broker: str = "broker"
    broker_pid: str = ""


class EnrolTable(Table, frozen=True):
    """How new boxes are taken in.

    Args:
        listen: where the central answers them over HTTPS; empty for nowhere.
        broker: host and port that boxes are told, `mail.example:8883`.
        server: on a box, the central's door: `https://mail.example:8443`.
    """

    listen: Annotated[str, Meta(pattern=r"^([A-Za-z0-9.:\[\]-]+:[0-9]{1,5})?$(?!\n)")] = ""
    broker: Annotated[str, Meta(pattern=r"^([A-Za-z0-9.:\[\]-]+:[0-9]{1,5})?$(?!\n)")] = ""
    server: Annotated[str, Meta(pattern=r"^(https://[A-Za-z0-9.:\[\]-]+/?)?$(?!\n)")] = ""
