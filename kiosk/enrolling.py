"""A box's end of enrolment: `kiosk enrol` puts key, door and settings together."""

import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

from kiosk.config import Config, ConfigFault, ConfigFaults, load
from kiosk.config_writing import changed
from kiosk.core.enrolment import Admission, BoxRole, Enrolled, EnrolRequest, read_code
from kiosk.moments import board_id, wall_ms
from kiosk.sync.doorbell import Doorbell, system_trust, told_trust
from kiosk.sync.identity import BadIdentity, Identity
from kiosk.sync.keyring import ring

_FOLDER = "identity"


class EnrolWish(Struct, frozen=True):
    """What was asked for on the command line; `code` is never printed.

    Args:
        code: as typed.
        server: the central's door; empty for the settings' own.
        fingerprint: of the central's authority; empty to trust as this machine does.
        cafile: of an authority to trust instead.
        role: what this box is; None for what the settings say.
        language: ru, pt or en, of a counter that has no settings yet; empty for the usual.
    """

    code: str
    server: str = ""
    fingerprint: str = ""
    cafile: Path | None = None
    role: BoxRole | None = None
    language: str = ""

    def __repr__(self) -> str:
        """Show everything but the code."""
        return f"EnrolWish({self.server!r})"


class MistypedCode(Exception):
    """The code cannot be one: a sign is wrong or missing. The central was not asked."""


class Box:
    """This box, as far as enrolment knows it.

    Args:
        path: the settings file; it may not be there yet.
        wall: milliseconds UTC.

    Raises:
        ConfigFaults: it is there and wrong.
    """

    def __init__(self, path: Path, wall: Callable[[], int] = wall_ms) -> None:
        self._path, self._wall = path, wall
        self.config = load(path) if path.exists() else Config()
        point = self.config.point
        self._point_key = path.parent / (point.point_key if point else f"{_FOLDER}/point_key")
        self.identity = Identity(self._point_key.parent, self._point_key)

    @property
    def device(self) -> str:
        """Who the settings say we are, empty if they do not."""
        return self.config.point.device if self.config.point else self.config.shelf.node or ""

    @property
    def role(self) -> BoxRole:
        """What the settings say we are; a counter if they do not."""
        is_node = self.config.point is None and self.config.shelf.node is not None
        return BoxRole.SHELF if is_node else BoxRole.COUNTER

    def enrol(self, wish: EnrolWish) -> Enrolled:
        """Be let in for a code, and write the settings to work by.

        Raises:
            MistypedCode: nobody was asked.
            Unheard: the central did not let us in.
            BadIdentity: what it gave cannot be used.
        """
        if read_code(wish.code) is None:
            raise MistypedCode
        role = self._role(wish.role)
        server = self._server(wish.server)
        if wish.fingerprint:
            trust = told_trust(server, wish.fingerprint)
        else:
            trust = system_trust(str(wish.cafile) if wish.cafile else None)
        asked = EnrolRequest(
            code=wish.code,
            csr=self.identity.request(self.device),
            hw=board_id(),
            app=version("pickup-kiosk"),
            role=role,
        )
        told = Doorbell(server, trust).enrol(asked)
        self._check(told, role)
        self._settle(
            told, server, wish.language
        )  # first: cut here, the same code and key are answered again
        self.identity.admit(told)
        return self._enrolled(told.point, is_new=True)

    def renew(self) -> Enrolled:
        """Ask for a new certificate if the old one grew old.

        Raises:
            Unheard: the central gave none; the old one stays.
            BadIdentity: there is none to renew.
        """
        held, point = self.identity.held(), self.config.point
        if held is None or (point is None and self.role is BoxRole.COUNTER):
            raise BadIdentity("this box is not enrolled yet; enrol with a code")
        if self._wall() < held.renew_at:
            return self._enrolled(point.id if point else "", is_new=False)
        trust = system_trust(str(ring(self.identity.folder).ca))
        asked = self.identity.renewal(held.device, self._wall())
        told = Doorbell(self._server(""), trust).renew(asked)
        self.identity.admit(told)
        return self._enrolled(told.point, is_new=True)

    def _role(self, told: BoxRole | None) -> BoxRole:
        """Return what this box is; what settings already say is not changed by a word."""
        if told is None or told is self.role:
            return self.role
        if self.device:
            where = "point.device" if self.config.point else "shelf.node"
            said = f"{self.device} is a {self.role}: leave --role out, or begin with other settings"
            raise ConfigFaults((ConfigFault(self._path.name, 0, where, said),))
        return told

    def _server(self, told: str) -> str:
        server = told or self.config.enrol.server
        if not server:
            said = "is needed, or --server: the central's door, such as https://mail.example:8443"
            raise ConfigFaults((ConfigFault(self._path.name, 0, "enrol.server", said),))
        return server

    def _check(self, told: Admission, role: BoxRole) -> None:
        """Refuse what cannot be used, while nothing is changed yet."""
        self.identity.check(told)
        if told.role is not role:
            raise BadIdentity(f"we asked as a {role}, and are let in as a {told.role}")
        if role is BoxRole.SHELF and self.device and told.device != self.device:
            raise BadIdentity(
                f"the code is for {told.device}, and this node is {self.device}, as the counter's "
                "settings name it, too; ask for a code for that name"
            )
        # a journal belongs to one box for ever: its chain begins with the name
        there = self._path.parent / self.config.folders.data / "counter.db"
        if self.device and told.device != self.device and there.exists():
            raise BadIdentity(
                f"the code is for {told.device}, and {there} is the journal of {self.device}; "
                "ask for a code for that box, or begin with an empty data folder"
            )

    def _settle(self, told: Admission, server: str, language: str) -> None:
        host, _, port = told.broker.rpartition(":")
        paths = ring(self.identity.folder)
        files = {"cafile": paths.ca, "certfile": paths.cert, "keyfile": paths.key}
        beside = {key: self._beside(path) for key, path in files.items()}
        settings: dict[str, dict[str, str | int]] = {"enrol": {"server": server}}
        if told.role is BoxRole.SHELF:  # where the counter's broker is, it is not for us to know
            settings["shelf"] = {"node": told.device, **beside}
        else:
            settings["point"] = {"id": told.point, "device": told.device}
            if language and self.config.point is None:
                settings["point"]["language"] = language
            settings["mqtt"] = {"host": host.strip("[]"), "port": int(port), **beside}
        text = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
        part = self._path.with_name(f"{self._path.name}.part")
        with part.open("w", encoding="utf-8") as file:
            file.write(changed(text, settings))
            file.flush()
            os.fsync(file.fileno())
        load(part)  # a file we could not read ourselves must not take the old one's place
        part.replace(self._path)

    def _beside(self, path: Path) -> str:
        folder = self._path.parent
        return str(path.relative_to(folder) if path.is_relative_to(folder) else path)

    def _enrolled(self, point: str, *, is_new: bool) -> Enrolled:
        held = self.identity.held()
        if held is None:
            raise BadIdentity("the certificate is gone again")
        return Enrolled(held.device, point, held.ends_at, held.renew_at, is_new)
