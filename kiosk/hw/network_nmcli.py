"""The network by NetworkManager's own command, nmcli(1): looks around, and joins with a way back.

A password never stands on a command line, which every process may read: it goes in by standard
input as a passwd-file, whose values are escaped as NetworkManager 1.42's
`nmc_utils_parse_passwd_file` reads them. Profiles are named by a uuid of ours, for nmcli would take
a network called `--ask` for an option.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from shutil import which

from msgspec.structs import replace

from kiosk.core.wifi import NetFault, NetworkTrouble, Reach, Security, Spot, Standing, Wifi

_QUICK_S = 10.0  # a question that is answered from memory
_SCAN_S = 20.0
_SPARE_S = 5.0  # beside nmcli's own patience
_SECRET = "802-11-wireless-security.psk"  # noqa: S105  the name of a setting
_SSID = "802-11-wireless.ssid"
_WIFI, _CABLE = "802-11-wireless", "802-3-ethernet"
_ASIDE = "forgotten "  # begins the name of a profile that is forgotten, and not deleted yet
_FRESH = "joining "  # begins the name of one that was not seen to work yet
_KEYS = {Security.WPA: "wpa-psk", Security.SAE: "sae"}
# exit status of nmcli(1)
_TIMEOUT, _NOT_ACTIVATED, _NOT_RUNNING, _NOT_THERE = 3, 4, 8, 10
# NetworkManager's reasons, as nmcli words them: no secrets, 802.1X left, failed, took too long
_SECRETS = ("secrets were required", "supplicant", "802-1x", "802.1x")
_ADDRESS = ("ip configuration", "ip-config", "dhcp")
_AWAY = ("could not be found", "no network with ssid", "ssid-not-found", "not found")


class NmcliNetwork:
    """Implements Network of `kiosk.workflows.networks`; every call blocks its worker.

    Args:
        uuid: makes the id of a new profile.
        program: the command, for tests.
    """

    practises = False

    def __init__(self, uuid: Callable[[], str], program: str = "nmcli") -> None:
        self._uuid, self._program = uuid, program

    def look(self) -> tuple[Spot, ...]:
        """Return the networks in reach, the joined one and the strongest first.

        Raises:
            NetworkTrouble: nobody here manages networks, or there is no Wi-Fi.
        """
        fields = "IN-USE,SSID,SIGNAL,SECURITY"
        told = self._ask(["-f", fields, "device", "wifi", "list", "--rescan", "yes"], _SCAN_S)
        best: dict[str, Spot] = {}
        kept = self._kept()
        for line in told.splitlines():
            spot = _spot(_parted(line))
            if spot is None:
                continue
            known = best.get(spot.name)
            if known is None or (spot.is_joined, spot.signal) > (known.is_joined, known.signal):
                best[spot.name] = replace(spot, is_kept=spot.name in kept)
        for name in kept.keys() - best.keys():
            best[name] = Spot(name, 0, Security.WPA, is_kept=True)
        return tuple(sorted(best.values(), key=lambda s: (not s.is_joined, -s.signal, s.name)))

    def standing(self) -> Standing:
        """Return how the box is connected.

        Raises:
            NetworkTrouble: nobody here manages networks.
        """
        active = self._active()
        reach = self.reach()
        wifi = _wifi_of(active)
        wired = any(kind == _CABLE for _, kind in active)
        return Standing(self._name(wifi), wired, reach)

    def inside(self) -> str:
        """Return the Wi-Fi the box is in, empty for none; how far it reaches is not asked.

        Raises:
            NetworkTrouble: nobody here manages networks.
        """
        return self._name(self._in())

    def reach(self) -> Reach:
        """Return how far the box gets now: NetworkManager asks its page once more.

        A check that fails says nothing of the network.
        """
        try:
            told = self._ask(["networking", "connectivity", "check"], _SCAN_S).strip()
        except NetworkTrouble:
            return Reach.UNKNOWN
        return Reach(told) if told in set(Reach) else Reach.UNKNOWN

    def join(self, wifi: Wifi, within_s: float) -> Standing:
        """Join a network; when it does not come up in time, the one before is joined again.

        What was kept of this network, an older password say, gives way to what works now.

        Args:
            wifi: checked already.
            within_s: for an address.

        Raises:
            NetworkTrouble: why not; the box is where it was, unless that is gone meanwhile.
        """
        before, kept = self._in(), self._kept().get(wifi.name, ())
        uuid = self._uuid()
        try:
            self._make(uuid, wifi)
            self._up(uuid, wifi, within_s)
        except NetworkTrouble:
            self._try(["connection", "delete", "uuid", uuid])
            self._go_back(before, within_s)
            raise
        self._keep(uuid)
        for old in kept:
            self._try(["connection", "delete", "uuid", old])
        return self._arrived(wifi.name)

    def rejoin(self, name: str, within_s: float) -> Standing:
        """Join a network by what is kept of it; else the one before is joined again.

        Raises:
            NetworkTrouble: why not, FAILED where nothing is kept; the box is where it was, unless
                that is gone meanwhile.
        """
        before, kept = self._in(), self._kept().get(name, ())
        trouble = NetworkTrouble(NetFault.FAILED)
        for uuid in kept:
            words = ["--wait", str(round(within_s)), "connection", "up", "uuid", uuid]
            try:
                self._ask(words, within_s + _SPARE_S)
            except NetworkTrouble as no:
                trouble = no
            else:
                return self._arrived(name)
        if kept:
            self._go_back(before, within_s)
        raise trouble

    def forget(self, name: str) -> None:
        """Leave a network and join it no more by itself; its profile waits for `sweep`.

        Raises:
            NetworkTrouble: why not, FAILED where nothing is kept; it is kept as before.
        """
        kept = self._kept().get(name, ())
        if not kept:
            raise NetworkTrouble(NetFault.FAILED)
        try:
            for uuid in kept:
                self._named(uuid, f"{_ASIDE}{uuid[:8]}", "no")
            for uuid in kept:
                self._leave(uuid)
        except NetworkTrouble:
            for uuid in kept:
                self._keep(uuid)
            raise

    def _leave(self, uuid: str) -> None:
        if uuid not in self._uuids_in_use():
            return
        try:
            self._ask(["connection", "down", "uuid", uuid], _SCAN_S)
        except NetworkTrouble:
            if uuid in self._uuids_in_use():  # else it went by itself meanwhile
                raise

    def restore(self, name: str) -> None:
        """Keep a network that was laid aside.

        Raises:
            NetworkTrouble: why not, FAILED where none is there any more.
        """
        aside = [u for u, called in self._profiles() if called.startswith(_ASIDE)]
        uuids = [uuid for uuid in aside if self._name(uuid) == name]
        if not uuids:
            raise NetworkTrouble(NetFault.FAILED)
        for uuid in uuids:
            self._named(uuid, *_kept_as(uuid))

    def sweep(self) -> None:
        """Delete what was laid aside, its password with it, and what a pulled plug left behind.

        What the box is in stays, and is kept: it could not be left, or works and lost its name.

        Raises:
            NetworkTrouble: why not.
        """
        gone = [uuid for uuid, called in self._profiles() if _is_gone(called)]
        in_use = self._uuids_in_use() if gone else frozenset()
        for uuid in gone:
            if uuid in in_use:
                self._named(uuid, *_kept_as(uuid))
            else:
                self._ask(["connection", "delete", "uuid", uuid], _QUICK_S)

    def _named(self, uuid: str, called: str, joins: str) -> None:
        words = ["connection.id", called, "connection.autoconnect", joins]
        self._ask(["connection", "modify", "uuid", uuid, *words], _QUICK_S)

    def _keep(self, uuid: str) -> None:
        """Name a profile as one that is kept; where that fails, `sweep` asks again."""
        with suppress(NetworkTrouble):
            self._named(uuid, *_kept_as(uuid))

    def _arrived(self, name: str) -> Standing:
        """Return how the box is connected in a network it just joined, as far as can be told."""
        try:
            return self.standing()
        except NetworkTrouble:
            return Standing(name)

    def _go_back(self, uuid: str, within_s: float) -> None:
        if uuid:
            self._try(["--wait", str(round(within_s)), "connection", "up", "uuid", uuid])

    def _in(self) -> str:
        """Return the uuid of the Wi-Fi the box is in, empty for none."""
        return _wifi_of(self._active())

    def _uuids_in_use(self) -> frozenset[str]:
        return frozenset(uuid for uuid, _ in self._active())

    def _profiles(self) -> list[tuple[str, str]]:
        """Return uuid and name of every profile of a Wi-Fi."""
        told = self._ask(["-f", "UUID,TYPE,NAME", "connection", "show"], _QUICK_S)
        parted = (_parted(line) for line in told.splitlines())
        return [(p[0], p[2]) for p in parted if len(p) == 3 and p[1] == _WIFI]

    def _kept(self) -> dict[str, tuple[str, ...]]:
        """Return the profiles of each network that is kept, by its name."""
        kept: dict[str, tuple[str, ...]] = {}
        uuids = [uuid for uuid, called in self._profiles() if not _is_gone(called)]
        for uuid, name in zip(uuids, self._names(uuids), strict=True):
            kept[name] = (*kept.get(name, ()), uuid)
        return kept

    def _make(self, uuid: str, wifi: Wifi) -> None:
        # by itself it joins only once it was seen to work
        words = ["connection", "add", "type", "wifi", "con-name", f"{_FRESH}{uuid[:8]}"]
        words += ["ifname", "*", "connection.uuid", uuid, "connection.autoconnect", "no"]
        words += ["wifi.ssid", wifi.name, "wifi.hidden", "yes" if wifi.hidden else "no"]
        if wifi.security in _KEYS:
            words += ["wifi-sec.key-mgmt", _KEYS[wifi.security]]
        self._ask(words, _QUICK_S)

    def _up(self, uuid: str, wifi: Wifi, within_s: float) -> None:
        words = ["--wait", str(round(within_s)), "connection", "up", "uuid", uuid]
        secret = b""
        if wifi.password:
            words += ["passwd-file", "/dev/stdin"]
            secret = _passwd_line(wifi.password)
        self._ask(words, within_s + _SPARE_S, secret)

    def _active(self) -> list[tuple[str, str]]:
        told = self._ask(["-f", "UUID,TYPE", "connection", "show", "--active"], _QUICK_S)
        parted = (_parted(line) for line in told.splitlines())
        return [(parts[0], parts[1]) for parts in parted if len(parts) == 2]

    def _name(self, uuid: str) -> str:
        if not uuid:
            return ""
        told = self._ask(["-g", _SSID, "connection", "show", uuid], _QUICK_S)
        return _parted(told.strip("\n"))[0]

    def _names(self, uuids: Sequence[str]) -> list[str]:
        """Return the networks of profiles, asked for at once: nmcli parts them by empty lines."""
        if len(uuids) < 2:
            return [self._name(uuid) for uuid in uuids]
        told = self._ask(["-g", _SSID, "connection", "show", *uuids], _QUICK_S)
        lines = [line for line in told.split("\n") if line]
        if len(lines) != len(uuids):  # a name may have lines, too
            return [self._name(uuid) for uuid in uuids]
        return [_parted(line)[0] for line in lines]

    def _try(self, words: Sequence[str]) -> None:
        try:
            self._ask(words, _SCAN_S * 3)
        except NetworkTrouble:
            return  # what is undone may never have been there

    def _ask(self, words: Sequence[str], within_s: float, secret: bytes = b"") -> str:
        path = which(self._program)
        if path is None:
            raise NetworkTrouble(NetFault.ABSENT)
        try:
            told = subprocess.run(  # noqa: S603  the program is ours, the words are checked
                [path, "--terse", "--colors", "no", *words],
                input=secret,
                capture_output=True,
                timeout=within_s,
                check=False,
                env=os.environ | {"LC_ALL": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired as error:
            raise NetworkTrouble(NetFault.NO_ADDRESS) from error
        except OSError as error:
            raise NetworkTrouble(NetFault.ABSENT) from error
        if told.returncode:
            raise NetworkTrouble(_fault(told.returncode, told.stderr.decode("utf-8", "replace")))
        return told.stdout.decode("utf-8", "replace")


def _wifi_of(active: Sequence[tuple[str, str]]) -> str:
    return next((uuid for uuid, kind in active if kind == _WIFI), "")


def _is_gone(called: str) -> bool:
    """Whether a profile of that name is none that is kept."""
    return called.startswith((_ASIDE, _FRESH))


def _kept_as(uuid: str) -> tuple[str, str]:
    """Return the name of a profile that is kept, and that the box joins it by itself."""
    return f"kiosk {uuid[:8]}", "yes"


def _spot(parts: Sequence[str]) -> Spot | None:
    """Return a network of a line; None for one that hides its name, or for another line."""
    if len(parts) != 4 or not parts[1] or not parts[2].isdigit():
        return None
    used, name, signal, kinds = parts
    return Spot(name, min(100, int(signal)), _security(kinds), used == "*")


def _security(kinds: str) -> Security:
    words = set(kinds.split())
    if not words or words == {"--"}:
        return Security.OPEN
    if "802.1X" in words or "WEP" in words:
        return Security.OTHER
    if words & {"WPA1", "WPA2"}:
        return Security.WPA
    return Security.SAE if "WPA3" in words else Security.OTHER


def _parted(line: str) -> list[str]:
    """Part a terse line at its colons; those of a value are escaped, as are backslashes."""
    parts = [""]
    signs = iter(line)
    for sign in signs:
        if sign == "\\":
            parts[-1] += next(signs, "")
        elif sign == ":":
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _passwd_line(password: str) -> bytes:
    """Return the line of a passwd-file: blanks at the ends and backslashes count as they are."""
    told = password.replace("\\", "\\\\").replace(" ", "\\ ")
    return f"{_SECRET}:{told}\n".encode()


def _fault(status: int, said: str) -> NetFault:
    words = said.lower()
    if status == _NOT_RUNNING:
        return NetFault.ABSENT
    if "not authorized" in words or "insufficient privileges" in words:
        return NetFault.DENIED
    if status == _NOT_THERE or any(one in words for one in _AWAY):
        return NetFault.OUT_OF_RANGE
    if any(one in words for one in _SECRETS):
        return NetFault.WRONG_PASSWORD
    if status == _TIMEOUT or any(one in words for one in _ADDRESS):
        return NetFault.NO_ADDRESS
    return NetFault.FAILED
