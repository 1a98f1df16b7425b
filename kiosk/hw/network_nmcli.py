"""The network by NetworkManager's own command, nmcli(1): looks around, and joins with a way back.

A password never stands on a command line, which every process may read: it goes in by standard
input as a passwd-file, whose values are escaped as NetworkManager 1.42's
`nmc_utils_parse_passwd_file` reads them. Profiles are named by a uuid of ours, for nmcli would take
a network called `--ask` for an option.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from shutil import which

from kiosk.core.wifi import NetFault, NetworkTrouble, Reach, Security, Spot, Standing, Wifi

_QUICK_S = 10.0  # a question that is answered from memory
_SCAN_S = 20.0
_SPARE_S = 5.0  # beside nmcli's own patience
_SECRET = "802-11-wireless-security.psk"  # noqa: S105  the name of a setting
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
        for line in told.splitlines():
            spot = _spot(_parted(line))
            if spot is None:
                continue
            known = best.get(spot.name)
            if known is None or (spot.is_joined, spot.signal) > (known.is_joined, known.signal):
                best[spot.name] = spot
        return tuple(sorted(best.values(), key=lambda s: (not s.is_joined, -s.signal, s.name)))

    def standing(self) -> Standing:
        """Return how the box is connected.

        Raises:
            NetworkTrouble: nobody here manages networks.
        """
        active = self._active()
        reach = self._reach()
        wifi = next((uuid for uuid, kind in active if kind == "802-11-wireless"), "")
        wired = any(kind == "802-3-ethernet" for _, kind in active)
        known = reach in set(Reach)
        return Standing(self._name(wifi), wired, Reach(reach) if known else Reach.UNKNOWN)

    def _reach(self) -> str:
        try:
            return self._ask(["networking", "connectivity", "check"], _SCAN_S).strip()
        except NetworkTrouble:
            return ""  # a check that fails says nothing of the network

    def join(self, wifi: Wifi, within_s: float) -> Standing:
        """Join a network; when it does not come up in time, the one before is joined again.

        Args:
            wifi: checked already.
            within_s: for an address.

        Raises:
            NetworkTrouble: why not; the box is where it was.
        """
        before = next((u for u, kind in self._active() if kind == "802-11-wireless"), "")
        uuid = self._uuid()
        try:
            self._make(uuid, wifi)
            self._up(uuid, wifi, within_s)
        except NetworkTrouble:
            self._try(["connection", "delete", "uuid", uuid])
            if before:
                self._try(["--wait", str(round(within_s)), "connection", "up", "uuid", before])
            raise
        self._try(["connection", "modify", "uuid", uuid, "connection.autoconnect", "yes"])
        return self.standing()

    def _make(self, uuid: str, wifi: Wifi) -> None:
        # by itself it joins only once it was seen to work
        words = ["connection", "add", "type", "wifi", "con-name", f"kiosk {uuid[:8]}"]
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
        told = self._ask(["-g", "802-11-wireless.ssid", "connection", "show", uuid], _QUICK_S)
        return _parted(told.strip("\n"))[0]

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
