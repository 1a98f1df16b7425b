"""`kiosk evidence`: all there is of a parcel and nothing of others, to be checked by itself."""

import hashlib
import json
import re
import shutil
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk import build, evidence_pack
from kiosk.core.facts.deciding import ItemDecided, ParcelSplit
from kiosk.core.facts.evidence import PhotoSkipped, PhotoTaken
from kiosk.core.facts.fact import Item
from kiosk.core.facts.returning import (
    ReturnAccepted,
    ReturnExpected,
    ReturnOpened,
    ReturnRejected,
)
from kiosk.core.facts.stockroom import (
    DeliveryAnnounced,
    ParcelExpected,
    ParcelReceived,
    ParcelStored,
)
from kiosk.core.facts.visits import (
    IssueRefused,
    IssueUndone,
    ParcelIssued,
    ParcelPicked,
    SessionOpened,
)
from kiosk.core.words import (
    BoxClass,
    Condition,
    Decision,
    How,
    Purpose,
    RejectReason,
    SessionKind,
)
from kiosk.store.journal import link
from kiosk.sync.photo_folder import PhotoFolder
from tests.terminal import RACKS, kiosk, lay_settings

CODE, OTHER = "48210001-0001-1", "48210001-0002-1"
JPEG, GONE = b"\xff\xd8 a torn corner", "ab" * 32


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A counter that received two parcels, one damaged, and issued it; it is closed now."""
    shelved = lay_settings(tmp_path_factory.mktemp("once"), RACKS)
    app = build.counter_of(shelved, headless=True)
    counter = app.desk.counter
    sha256 = PhotoFolder(shelved.parent / "data" / "photos").put(JPEG)
    with counter.unit():
        counter.record(
            DeliveryAnnounced("D-1", "Meridian", 1),
            ParcelExpected(OTHER, "D-1", customer_ref="c2"),
            ParcelExpected(CODE, "D-1", customer_ref="c1", items=(Item("Saucer"), Item("Cup"))),
            ParcelReceived(OTHER, "D-1"),
            ParcelReceived(CODE, "D-1"),
            PhotoTaken("photo-1", sha256, CODE, Purpose.DAMAGE),
            PhotoTaken("photo-2", GONE, CODE, Purpose.DAMAGE),
            PhotoSkipped(OTHER, Purpose.DAMAGE, "no_camera"),
            ParcelStored(CODE, "A-07"),
            SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber"),
            ParcelPicked(CODE, "s1", "A-07"),
            ParcelIssued(CODE, "s1", "code"),
            IssueRefused("not_known_here"),
            actor="anna",
        )
    app.close()
    return shelved.parent


@pytest.fixture
def worked(once: Path, tmp_path: Path) -> Path:
    """The same for each test: a copy of its folder, and in it the settings."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "kiosk.toml"


LEFT, BACK = "P:0123456789AB", "P:9876543210ZY"
SPLIT_PHOTO, BACK_PHOTO, OTHER_PHOTO = b"\xff\xd8 split", b"\xff\xd8 back", b"\xff\xd8 other"


@pytest.fixture
def brought(worked: Path) -> Path:
    """The same with some of the parcel left at the counter, and some brought back later."""
    app = build.counter_of(worked, headless=True)
    counter, put = app.desk.counter, PhotoFolder(worked.parent / "data" / "photos").put
    items = (Item("Cup"),)
    left = (Item("Cup", decision=Decision.REFUSE, why="too_small"),)
    with counter.unit():
        counter.record(
            IssueUndone(CODE, "s1", "changed_mind"),
            ItemDecided(CODE, "s1", Decision.REFUSE, 1, "too_small"),
            ParcelSplit(CODE, LEFT, "s1", "too_small", left, customer_ref="c1"),
            ParcelIssued(CODE, "s1", "code"),
            PhotoTaken("photo-3", put(SPLIT_PHOTO), LEFT, Purpose.DEFECT),
            ReturnOpened("R-1", How.PRODUCT, items=items, customer_ref="c1", from_parcel=CODE),
            PhotoTaken("photo-4", put(BACK_PHOTO), "R-1", Purpose.RETURN),
            ReturnAccepted("R-1", BACK, Condition.FAULTY, BoxClass.DEFECT, items=items),
            ReturnOpened("R-2", How.PRODUCT, items=items, customer_ref="c1", from_parcel=CODE),
            ReturnRejected("R-2", RejectReason.USED),
            ReturnExpected("R-3", "ii52752103", customer_ref="c2", items=items),
            ReturnOpened("R-3", How.CODE),
            PhotoTaken("photo-5", put(OTHER_PHOTO), "R-3", Purpose.RETURN),
            ReturnAccepted("R-3", "P:ANOTHER0001", Condition.WHOLE, BoxClass.NORMAL),
            actor="anna",
        )
    app.close()
    return worked


@pytest.mark.parametrize("code", [CODE, LEFT, BACK], ids=["issued", "left", "brought"])
def test_what_was_left_of_a_parcel_and_what_came_back_of_it_is_in_one_pack(
    brought: Path, code: str
) -> None:
    found = evidence_pack.pack_of(brought, code, None)
    assert found
    with zipfile.ZipFile(found.path) as opened:
        rows = json.loads(opened.read("journal.json"))
        listed = {file["name"] for file in json.loads(opened.read("manifest.json"))["files"]}
        pictures = {name: opened.read(name) for name in opened.namelist() if name in listed}
    types = [row["event"]["type"] for row in rows]
    assert (types.count("parcel.split"), types.count("return.opened")) == (1, 2)
    assert "delivery.announced" in types, "how it came here is evidence of what came back, too"
    assert {"return.accepted", "return.rejected", "session.opened"} <= set(types)
    photos = {raw for name, raw in pictures.items() if name.startswith("photos/")}
    assert photos == {JPEG, SPLIT_PHOTO, BACK_PHOTO}, "none of another customer's return"
    assert "R-3" not in json.dumps(rows)
    assert evidence_pack.faults_of(Path(found.path)) == ()


def test_a_return_of_goods_from_elsewhere_is_in_its_parcels_pack(brought: Path) -> None:
    found = evidence_pack.pack_of(brought, "P:ANOTHER0001", None)
    assert found
    assert (found.rows, found.photos) == (4, 1)
    assert kiosk("evidence", "--check", found.path).exit_code == 0


def packed(settings: Path) -> Path:
    found = evidence_pack.pack_of(settings, CODE, None)
    assert found
    return Path(found.path)


def again(pack: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Write a pack anew with something changed."""
    with zipfile.ZipFile(pack) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    change(files)
    path = pack.with_name("changed.zip")
    with zipfile.ZipFile(path, "w") as made:
        for name, raw in files.items():
            made.writestr(name, raw)
    return path


def test_it_holds_the_parcels_rows_its_visit_its_delivery_and_its_photos(worked: Path) -> None:
    found = evidence_pack.pack_of(worked, CODE, None)
    assert found
    assert (found.photos, found.cleared) == (1, 1)
    with zipfile.ZipFile(found.path) as opened:
        rows = json.loads(opened.read("journal.json"))
        manifest = json.loads(opened.read("manifest.json"))
        pictures = [name for name in opened.namelist() if name.startswith("photos/")]
        assert [opened.read(name) for name in pictures] == [JPEG]
        page = opened.read("index.html").decode()
    assert [row["event"]["type"] for row in rows] == [
        "delivery.announced",
        "parcel.expected",
        "parcel.received",
        "photo.taken",
        "photo.taken",
        "parcel.stored",
        "session.opened",
        "parcel.picked",
        "parcel.issued",
    ]
    assert OTHER not in json.dumps(rows), "another customer's parcel is nobody's business here"
    assert manifest["cleared"] == [GONE]
    assert "Issued" in page
    assert pictures[0] in page
    assert Path(found.path).stat().st_mode & 0o077 == 0
    assert evidence_pack.faults_of(Path(found.path)) == ()


def test_a_parcel_nobody_knows_is_no_pack(worked: Path) -> None:
    assert evidence_pack.pack_of(worked, "12345678-0001-1", None) is None
    assert not (worked.parent / "data" / "evidence").exists()


def rewrite_a_row(files: dict[str, bytes]) -> None:
    rows = json.loads(files["journal.json"])
    body = b64decode(rows[5]["body"]).replace(b"A-07", b"A-08")
    rows[5] |= {"body": b64encode(body).decode(), "event": json.loads(body)}
    relist(files, "journal.json", json.dumps(rows).encode())


def read_a_row_otherwise(files: dict[str, bytes]) -> None:
    rows = json.loads(files["journal.json"])
    rows[5]["event"]["actor"] = "igor"
    relist(files, "journal.json", json.dumps(rows).encode())


def leave_no_trace_of_a_change(files: dict[str, bytes]) -> None:
    """Chain a changed row anew; the row behind it gives it away."""
    rows = json.loads(files["journal.json"])
    body = b64decode(rows[7]["body"]).replace(b"A-07", b"A-08")
    chain = link(bytes.fromhex(rows[7]["before"]), body).hex()
    rows[7] |= {"body": b64encode(body).decode(), "event": json.loads(body), "hash": chain}
    relist(files, "journal.json", json.dumps(rows).encode())


def relist(files: dict[str, bytes], name: str, raw: bytes) -> None:
    """Change a file and its line in the list, as somebody who knows how would."""
    files[name] = raw
    manifest = msgspec.json.decode(files["manifest.json"], type=evidence_pack.Manifest)
    digest = hashlib.sha256(raw).hexdigest()
    lines = tuple(
        evidence_pack.PackedFile(name, len(raw), digest) if line.name == name else line
        for line in manifest.files
    )
    files["manifest.json"] = msgspec.json.encode(msgspec.structs.replace(manifest, files=lines))


def photo_of(files: dict[str, bytes]) -> str:
    return next(name for name in files if name.startswith("photos/"))


CHANGES: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "photo": (lambda f: f.update({photo_of(f): b"\xff\xd8 whole"}), r"photos/.* was changed"),
    "gone": (lambda f: f.pop(photo_of(f)), r"photos/.* is gone"),
    "added": (lambda f: f.update({"photos/99.jpg": JPEG}), r"photos/99.jpg is not in its list"),
    "row": (rewrite_a_row, r"row 10 of the journal was changed"),
    "reading": (read_a_row_otherwise, r"row 10 of the journal reads otherwise than it was chained"),
    "chain": (leave_no_trace_of_a_change, r"row 13 of the journal does not follow"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_pack_that_was_changed_says_what(worked: Path, change: str) -> None:
    spoil, said = CHANGES[change]
    pack = again(packed(worked), spoil)
    told = kiosk("evidence", "--check", pack)
    assert told.exit_code == 1
    assert len(told.output.splitlines()) == 1
    assert re.search(said, told.output)


NO_PACKS = {
    "nothing": b"",
    "text": b"no zip at all",
    "other": b"PK\x05\x06" + b"\0" * 18,
}


@pytest.mark.parametrize("raw", NO_PACKS.values(), ids=NO_PACKS)
def test_what_is_no_pack_is_told_in_words(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(raw)
    told = kiosk("evidence", "--check", path)
    assert told.exit_code == 75
    assert "is no pack of evidence" in told.output


def test_a_pack_that_would_burst_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("manifest.json", b" " * (evidence_pack.MOST_FILE_BYTES + 1))
    told = kiosk("evidence", "--check", path)
    assert (told.exit_code, "too large" in told.output) == (75, True)


def test_the_verb_says_where_the_pack_is_and_whether_it_is_sound(
    worked: Path, tmp_path: Path
) -> None:
    out = tmp_path / "claim.zip"
    told = kiosk("evidence", "--config", worked, CODE, "--out", out)
    assert told.exit_code == 0
    assert told.output == f"{out}: 9 journal rows, 1 photos, 1 photos are here no more\n"
    assert kiosk("evidence", "--check", out).output == f"{out} is as it was made\n"
    told = kiosk("evidence", "--config", worked, CODE, "--json")
    assert json.loads(told.output)["rows"] == 9
    told = kiosk("evidence", "--config", worked, "12345678-0001-1")
    assert (told.exit_code, told.output) == (1, "12345678-0001-1 is not known here\n")
    assert kiosk("evidence", "--config", worked).exit_code == 2
    told = kiosk("evidence", "--config", worked, CODE, "--out", "/dev/null/claim.zip")
    assert (told.exit_code, "cannot be written" in told.output) == (75, True)
