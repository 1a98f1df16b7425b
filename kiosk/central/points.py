"""A point's set-up file, TOML or JSON: the point, its box, the rules it works by, its people.

```
point = "7731"
name = "Lesnaya 12"
device = "counter-7731"
point_key_file = "point.key"     # or point_key = "64 hex digits"; the box has the same
policy = "ozon_like"             # or wb_like, pudo_eu, amazon_like

[[staff]]
staff = "anna"
name = "Anna K."
role = "owner"                   # trainee, clerk, manager, owner, technician
rights = ["override"]            # beyond the role
```
"""

from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from kiosk.central.manifests import ManifestFaults, file_bytes
from kiosk.central.profiles import profiles
from kiosk.central.wishes import DeviceId, KeyHex, PointWish
from kiosk.core.messages import StaffUpsert
from kiosk.core.words import Line, Ref, Right, Role, Word

_MAX_BYTES = 1024 * 1024
_BAD_FILE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


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
        raise ManifestFaults([f"{path.name}: {error}"]) from error
    twice = {p.staff for p in told.staff if [q.staff for q in told.staff].count(p.staff) > 1}
    faults = [f"{person} stands there twice" for person in sorted(twice)]
    if told.policy not in profiles():
        faults.append(f"there is no policy {told.policy!r}, only {', '.join(profiles())}")
    if faults:
        raise ManifestFaults(f"{path.name}: {fault}" for fault in faults)
    staff = tuple(StaffUpsert(**asdict(person)) for person in told.staff)
    return PointWish(told.point, told.name, told.device, key, told.policy, staff)


def _key_beside(path: Path, name: str | None) -> str:
    if name is None:
        raise ManifestFaults([f"{path.name}: point_key or point_key_file is needed"])
    text = file_bytes(path.parent / name, 1024).decode("ascii", "replace").strip()
    return msgspec.convert(text, KeyHex)
