"""A point's set-up file, TOML or JSON: the point, its box, the rules it works by, its people.

```
point = "7731"
name = "Lesnaya 12"
device = "counter-7731"
point_key_file = "point.key"     # or point_key = "64 hex digits"; the box has the same
policy = "ozon_like"             # or wb_like, pudo_eu, amazon_like
siblings = false                 # true: several boxes work for the point; else this one takes over

[[staff]]
staff = "anna"
name = "Anna K."
role = "owner"                   # trainee, clerk, manager, owner, technician
rights = ["override"]            # beyond the role
```
"""

import re
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from kiosk.central.enrol_codes import KeyHex
from kiosk.central.faults import ManifestFaults
from kiosk.central.manifests import file_bytes
from kiosk.central.profiles import profiles
from kiosk.central.wish_forms import PointWish
from kiosk.core.enrolment import DeviceId
from kiosk.core.messages import StaffUpsert
from kiosk.core.words import Line, Ref, Right, Role, Word

_MAX_BYTES = 1024 * 1024
_BAD_FILE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


_ID = "an id of up to 64 letters, digits and :._*!%+/=-"
_FORMS = {  # what a setting must be; msgspec would name a pattern or a type of ours
    "point": _ID,
    "name": "a name in quotes",
    "device": "a box's id: 3 to 40 of a-z, 0-9 and -, not beginning with central",
    "point_key": "64 hex digits, 0-9 and a-f",
    "point_key_file": "a file's name in quotes",
    "policy": "a policy's name in quotes",
    "siblings": "true or false",
    "staff": "a table [[staff]]",
    "staff.staff": _ID,
    "staff.name": "a name in quotes",
    "staff.role": f"one of {', '.join(Role)}",
    "staff.rights": f"one of {', '.join(Right)}, in a list",
    "staff.active": "true or false",
    "staff.reset_pin": "true or false",
}


class _Person(Struct, frozen=True, forbid_unknown_fields=True):
    staff: Ref
    name: Line
    role: Role
    rights: tuple[Right, ...] = ()
    active: bool = True
    reset_pin: bool = False


class _PointFile(Struct, frozen=True, forbid_unknown_fields=True):
    point: Ref
    name: Word
    device: DeviceId
    point_key: KeyHex | None = None
    point_key_file: str | None = None
    policy: Word = "ozon_like"
    staff: tuple[_Person, ...] = ()
    siblings: bool = False


def read(path: Path) -> PointWish:
    """Return the wish that a set-up file stands for.

    Raises:
        ManifestFaults: what is wrong with it.
    """
    raw = file_bytes(path, _MAX_BYTES)
    decode = msgspec.json.decode if path.suffix.lower() == ".json" else msgspec.toml.decode
    try:
        told = decode(raw, type=_PointFile)
        key = told.point_key or _key_beside(path, told.point_key_file)
    except _BAD_FILE as error:
        raise ManifestFaults([f"{path.name}: {_said(error)}"]) from error
    twice = {p.staff for p in told.staff if [q.staff for q in told.staff].count(p.staff) > 1}
    faults = [f"{person} stands there twice" for person in sorted(twice)]
    if told.policy not in profiles():
        faults.append(f"there is no policy {told.policy!r}, only {', '.join(profiles())}")
    if faults:
        raise ManifestFaults(f"{path.name}: {fault}" for fault in faults)
    staff = tuple(StaffUpsert(**asdict(person)) for person in told.staff)
    return PointWish(told.point, told.name, told.device, key, told.policy, staff, told.siblings)


def _said(error: Exception) -> str:
    """Say what msgspec found in words for the person who wrote the file."""
    text, _, path = str(error).partition(" - at `$")
    path = path.strip("`.")
    strange = re.search(r"(missing required|unknown) field `(\w+)`", text)
    if strange:
        place = f" of {path}" if path else ""
        verdict = "is no setting" if strange[1] == "unknown" else "is missing"
        return f"{strange[2]}{place} {verdict}"
    if isinstance(error, msgspec.ValidationError):
        form = _FORMS.get(re.sub(r"\[\d+\]", "", path), "a table of settings")
        return f"{path or 'this'} is not {form}"
    return f"cannot be read: {text}"


def _key_beside(path: Path, name: str | None) -> str:
    if name is None:
        raise ManifestFaults([f"{path.name}: point_key or point_key_file is needed"])
    text = file_bytes(path.parent / name, 1024).decode("ascii", "replace").strip()
    try:
        return msgspec.convert(text, KeyHex)
    except msgspec.ValidationError as error:
        raise ManifestFaults([f"{name}: is not {_FORMS['point_key']}"]) from error
