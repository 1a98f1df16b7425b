"""A far side for the nmcli driver: a program of that name, whose networks stand in a JSON file.

It answers as nmcli(1) does: terse lines with escapes, exit status 4, 8 and 10, passwords from a
passwd-file alone. Everything it was asked is written down, so that a test can look for secrets.
"""

import json
import sys
from pathlib import Path

PROGRAM = f"""#!{sys.executable} -SE
import json, sys
from pathlib import Path

here = Path(__file__).parent
state = json.loads((here / "air.json").read_text())
words = sys.argv[1:]
with (here / "asked.txt").open("a") as log:
    log.write(json.dumps(words) + "\\n")


def end(status, said=""):
    (here / "air.json").write_text(json.dumps(state))
    if said:
        print(said, file=sys.stderr)
    sys.exit(status)


def escaped(text):
    return text.replace("\\\\", "\\\\\\\\").replace(":", "\\\\:")


def secret():
    line = sys.stdin.buffer.read().decode()
    key, _, value = line.rstrip("\\n").partition(":")
    assert key == "802-11-wireless-security.psk", line
    out, signs = "", iter(value.strip(" ") if not value.endswith("\\\\ ") else value)
    for sign in signs:
        out += next(signs) if sign == "\\\\" else sign
    return out


def seen(name):
    spot = state["spots"].get(name)
    return spot is not None and not spot.get("hidden") or name in state["profiles"].values()


if state["down"]:
    end(8, "Error: NetworkManager is not running.")
while words and words[0].startswith("-"):
    words = words[2:] if words[0] in ("-f", "-g", "--wait", "--colors") else words[1:]
if state.get("broken") == words[1:2]:
    end(1, "Error: timeout.")
if state.get("denied") and words[1:2] and words[1] in ("add", "up", "down", "modify", "delete"):
    end(1, "Error: insufficient privileges.")
match words:
    case ["device", "wifi", "list", *_]:
        for name, spot in state["spots"].items():
            if not seen(name):
                continue
            used = "*" if name == state["profiles"].get(state["active"]) else " "
            print(f"{{used}}:{{escaped(name)}}:{{spot['signal']}}:{{spot['kinds']}}")
        print(" ::20:WPA2")
    case ["connection", "show", "--active"]:
        if state["active"]:
            print(state["active"] + ":802-11-wireless")
        if state["wired"]:
            print("22222222-0000-4000-8000-000000000000:802-3-ethernet")
        print("33333333-0000-4000-8000-000000000000:loopback")
    case ["connection", "show"]:
        for uuid, name in state["profiles"].items():
            called = state.get("called", {{}}).get(uuid, name)
            print(f"{{uuid}}:802-11-wireless:{{escaped(called)}}")
        print("22222222-0000-4000-8000-000000000000:802-3-ethernet:Wired")
    case ["connection", "show", *uuids]:
        print("\\n\\n".join(escaped(state["profiles"][uuid]) for uuid in uuids))
    case ["networking", "connectivity", "check"]:
        if state.get("unchecked"):
            end(1, "Error: failed to check connectivity.")
        name = state["profiles"].get(state["active"])
        print(state["spots"][name]["reach"] if name else "full" if state["wired"] else "none")
    case ["connection", "add", *rest]:
        asked = dict(zip(rest[::2], rest[1::2]))
        uuid = asked["connection.uuid"]
        state["profiles"][uuid] = asked["wifi.ssid"]
        state.setdefault("called", {{}})[uuid] = asked["con-name"]
        state.setdefault("hidden", {{}})[uuid] = asked["wifi.hidden"]
        end(0)
    case ["connection", "up", "uuid", uuid, *rest]:
        name = state["profiles"].get(uuid)
        spot = state["spots"].get(name)
        if spot and spot.get("hidden") and state.get("hidden", {{}}).get(uuid) != "yes":
            spot = None
        if spot is None:
            end(10, f"Error: No network with SSID '{{name}}' found.")
        given = secret() if rest else state["kept"].get(uuid, "")
        if spot["password"] != given:
            state["active"] = ""
            end(4, "Error: Connection activation failed: Secrets were required, but not provided")
        if spot["fault"]:
            state["active"] = ""
            end(4, "Error: Connection activation failed: IP configuration could not be reserved")
        state["active"], state["kept"][uuid] = uuid, given
        state["broken"] = state.get("broken_once_up")
        end(0)
    case ["connection", "delete", "uuid", uuid]:
        state["profiles"].pop(uuid, None)
        end(0)
    case ["connection", "down", "uuid", uuid]:
        if state["active"] != uuid:
            end(10, "Error: no active connection provided.")
        state["active"] = ""
        end(1 if state.get("stutters") else 0)
    case ["connection", "modify", "uuid", uuid, *rest]:
        asked = dict(zip(rest[::2], rest[1::2]))
        if "connection.id" in asked:
            state.setdefault("called", {{}})[uuid] = asked["connection.id"]
        end(0 if uuid in state["profiles"] else 10)
    case _:
        end(2, f"Error: unknown {{words}}")
"""


class Air:
    """The networks round the fake program."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.program = folder, folder / "nmcli"
        self.program.write_text(PROGRAM, encoding="utf-8")
        self.program.chmod(0o755)

    def set(self, **state: object) -> None:
        """Let these networks be there."""
        whole = {"down": False, "wired": False, "spots": {}, "profiles": {}, "kept": {},
                 "active": ""} | state  # fmt: skip
        (self.folder / "air.json").write_text(json.dumps(whole), encoding="utf-8")

    def get(self) -> dict[str, object]:
        """Return how it stands now."""
        found: dict[str, object] = json.loads((self.folder / "air.json").read_text("utf-8"))
        return found

    def asked(self) -> str:
        """Return every command line there was."""
        return (self.folder / "asked.txt").read_text(encoding="utf-8")
