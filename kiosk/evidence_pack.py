"""The evidence of a parcel in one ZIP: its part of the journal with the chain, and its photos.

A parcel's part is also what was split off it, and the return of its goods; from either side.

What it holds can be checked without this program: every file by its SHA-256, every row of the
journal by `SHA-256(hash before + body) = hash` (TRUST.md 7). The central keeps the same hash under
the same number. Rows name customers by reference only; no name, phone or pickup code is in it.
"""

import hashlib
import html
import io
import json
import os
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from kiosk.config import load
from kiosk.core import events
from kiosk.core.books import Subject
from kiosk.core.facts.deciding import ParcelSplit
from kiosk.core.facts.evidence import PhotoSkipped, PhotoTaken
from kiosk.core.facts.returning import ReturnAccepted, ReturnOpened
from kiosk.core.words import Sha256
from kiosk.moments import boot_id, moment
from kiosk.places import Place
from kiosk.store.counter_file import Books, read_counter
from kiosk.store.db import CannotOpen, snapshot
from kiosk.store.journal import ProvenRow, link
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.parcel import actor_word, event_word
from kiosk.workflows.counter import Keys

MOST_FILE_BYTES = 64 * 1024 * 1024  # of one file in a pack that is checked: no bombs
MOST_FILES = 10_000
JOURNAL, MANIFEST, PAGE = "journal.json", "manifest.json", "index.html"
_ALSO = ("session", "delivery", "box", "shipment")  # what a parcel's facts lead to


class PackedRow(Struct, frozen=True):
    """A row of the journal as it lies in a pack.

    Args:
        seq: its number.
        before, hash: the chain before and after it, hex.
        body: its bytes, base64.
        event: the same to be read.
    """

    seq: int
    before: str
    hash: str
    body: str
    event: msgspec.Raw


class PackedFile(Struct, frozen=True):
    """A file of a pack: its name, its bytes and their SHA-256."""

    name: str
    size: int
    sha256: Sha256


class Manifest(Struct, frozen=True):
    """What a pack says of itself.

    Args:
        form: of the pack; 1 today.
        parcel: whose evidence it is.
        point, device, epoch: whose journal.
        made_at: ms UTC.
        made_by: the program and its version.
        head_seq, head: the journal's last row then, and the chain up to it, hex.
        files: everything else in the pack.
        cleared: photos the journal knows whose files are here no more.
    """

    form: int
    parcel: str
    point: str
    device: str
    epoch: str
    made_at: int
    made_by: str
    head_seq: int
    head: str
    files: tuple[PackedFile, ...]
    cleared: tuple[Sha256, ...]


class Packed(Struct, frozen=True):
    """What was packed: the file, how many rows and photos, and how many photos are gone."""

    path: str
    rows: int
    photos: int
    cleared: int


def pack_of(settings: Path, parcel: str, out: Path | None) -> Packed | None:
    """Pack the evidence of a parcel; the counter may run meanwhile.

    Args:
        settings: path of kiosk.toml.
        parcel: its code.
        out: the ZIP; None for `evidence/<parcel>.zip` in the data folder.

    Returns:
        What was packed, None for a parcel nobody knows here.

    Raises:
        CannotOpen: there is no counter.db, or the ZIP cannot be written.
    """
    config = load(settings)
    place = Place(config, settings.parent, lambda: moment(boot_id()), Keys(b"", b""))
    books = read_counter(place.data / "counter.db", place.point.device)
    try:
        with snapshot(books.db):
            raw, packed = _pack(place, books, parcel)
    finally:
        books.db.close()
    if packed is None:
        return None
    path = out or place.data / "evidence" / f"{_file_name(parcel)}.zip"
    _lay_down(path, raw)
    return msgspec.structs.replace(packed, path=str(path))


def faults_of(pack: Path) -> tuple[str, ...]:
    """Check a pack: every file by its digest, every row of the journal by its chain.

    Args:
        pack: the ZIP.

    Returns:
        What is wrong with it, a sentence each; nothing for a sound one.

    Raises:
        CannotOpen: it cannot be read, or is no pack of ours.
    """
    try:
        with zipfile.ZipFile(pack) as opened:
            if len(opened.infolist()) > MOST_FILES:
                raise CannotOpen(f"{pack} has too many files for a pack of evidence")
            manifest = msgspec.json.decode(_read(opened, MANIFEST), type=Manifest)
            return tuple(_wrong(opened, manifest))
    except OSError as error:
        raise CannotOpen(f"{pack} cannot be read: {error.strerror or error}") from error
    except (KeyError, zipfile.BadZipFile, msgspec.MsgspecError, NotImplementedError) as error:
        raise CannotOpen(f"{pack} is no pack of evidence: {error}") from error


# -- making one ------------------------------------------------------------------------------------


def _pack(place: Place, books: Books, parcel: str) -> tuple[bytes, Packed | None]:
    if not books.journal.touching(Subject("parcel", parcel)):
        return b"", None
    family = _family(books, parcel)
    numbers = _touching(books, family)
    around = _around(books, numbers)
    numbers |= _touching(books, around)
    shown = {subject.id for subject in (*family, *around)}
    taken = _photo_facts(books, shown)
    numbers |= set(taken)
    rows = books.journal.proven(sorted(numbers))
    photos = [fact for fact in taken.values() if isinstance(fact, PhotoTaken)]
    files, cleared = _photo_files(PhotoFolder(place.photos), photos)
    files[JOURNAL] = msgspec.json.format(msgspec.json.encode([_packed(row) for row in rows]))
    files[PAGE] = _page(place, parcel, rows, files).encode()
    manifest = _manifest(place, books, parcel, files, cleared)
    files[MANIFEST] = msgspec.json.format(msgspec.json.encode(manifest))
    count = len(files) - 3
    return _zipped(files, manifest.made_at), Packed("", len(rows), count, len(cleared))


def _family(books: Books, parcel: str) -> list[Subject]:
    """Return the parcel with what was split off it or it was split off, and its returns.

    A claim is about goods, and these change their code on the way: what a customer left is a parcel
    of its own, and so is what was issued here and brought back.
    """
    found, links = [Subject("parcel", parcel)], _links(books)
    for one in found:  # grows meanwhile
        kin = [other for pair in links if one in pair for other in pair]
        found += [other for other in dict.fromkeys(kin) if other not in found]
    return found


def _links(books: Books) -> list[tuple[Subject, Subject]]:
    """Return which goods were the same under another code."""
    links = []
    for word in ("parcel.split", "return.opened", "return.accepted"):
        for _, body in books.journal.of_type(word):
            match events.decode(body).facts:
                case ParcelSplit(parcel=one, new=other):
                    links.append((Subject("parcel", one), Subject("parcel", other)))
                case ReturnOpened(from_parcel=str(one)) | ReturnAccepted(parcel=one) as fact:
                    links.append((Subject("parcel", one), Subject("return", fact.return_)))
                case _:
                    pass
    return links


def _touching(books: Books, subjects: Sequence[Subject]) -> set[int]:
    return {number for subject in subjects for number in books.journal.touching(subject)}


def _around(books: Books, numbers: set[int]) -> list[Subject]:
    """Return what the facts of a parcel lead to: visits, deliveries, boxes, shipments."""
    found: dict[tuple[str, str], Subject] = {}
    for row in books.journal.proven(sorted(numbers)):
        facts = events.decode(row.body).facts
        for kind in _ALSO:
            id_ = getattr(facts, kind, None)
            if id_:
                found[kind, id_] = Subject(kind, id_)
    return list(found.values())


def _photo_facts(books: Books, subjects: set[str]) -> dict[int, PhotoTaken | PhotoSkipped]:
    found = {}
    journal = books.journal
    for seq, body in (*journal.of_type("photo.taken"), *journal.of_type("photo.skipped")):
        facts = events.decode(body).facts
        if isinstance(facts, PhotoTaken | PhotoSkipped) and facts.subject in subjects:
            found[seq] = facts
    return found


def _photo_files(
    folder: PhotoFolder, photos: Sequence[PhotoTaken]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    files: dict[str, bytes] = {}
    cleared: list[str] = []
    for number, fact in enumerate(photos, 1):
        raw = folder.piece(fact.sha256, 0, folder.size(fact.sha256))
        if raw:
            files[f"photos/{number:02d}-{fact.purpose.value}-{fact.sha256[:12]}.jpg"] = raw
        else:
            cleared.append(fact.sha256)
    return files, tuple(cleared)


def _packed(row: ProvenRow) -> PackedRow:
    body = b64encode(row.body).decode("ascii")
    return PackedRow(row.seq, row.before.hex(), row.hash.hex(), body, msgspec.Raw(row.body))


def _manifest(
    place: Place, books: Books, parcel: str, files: Mapping[str, bytes], cleared: tuple[str, ...]
) -> Manifest:
    head = books.journal.head()
    listed = tuple(
        PackedFile(name, len(raw), hashlib.sha256(raw).hexdigest()) for name, raw in files.items()
    )
    return Manifest(
        form=1,
        parcel=parcel,
        point=place.point.id,
        device=place.point.device,
        epoch=books.journal.epoch(),
        made_at=place.now().at,
        made_by=f"pickup-kiosk {version('pickup-kiosk')}",
        head_seq=head.seq,
        head=head.hash.hex(),
        files=listed,
        cleared=cleared,
    )


def _page(place: Place, parcel: str, rows: Sequence[ProvenRow], files: Mapping[str, bytes]) -> str:
    """Return a page for people: what happened, in order, and the photos."""
    point = place.point
    phrases = Phrases(point.language, ZoneInfo(point.zone))
    say, lines = phrases.text, []
    for row in rows:
        event = events.decode(row.body)
        at = datetime.fromtimestamp(event.recorded_at / 1000, UTC).astimezone(phrases.zone)
        facts = json.dumps(msgspec.to_builtins(event.facts), ensure_ascii=False)
        cells = (
            str(row.seq),
            f"{at:%Y-%m-%d %H:%M:%S %z}",
            event_word(event.type, phrases),
            actor_word(event.actor, phrases),
            f"{event.type} {facts}",
        )
        lines.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
    pictures = "".join(
        f'<figure><img src="{html.escape(name)}" alt=""><figcaption>{html.escape(name)}'
        "</figcaption></figure>"
        for name in files
        if name.startswith("photos/")
    )
    title = html.escape(say("Evidence for {parcel}", parcel=parcel))
    where = html.escape(say("Point {point}", point=point.id))
    return (
        f'<!doctype html><html lang="{phrases.language}"><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1><p>{where}</p>"
        f"<table>{''.join(lines)}</table>{pictures}</html>\n"
    )


_STYLE = (
    "body{font:16px/1.5 sans-serif;margin:2rem;max-width:75rem;color:#1b1f24;background:#fff}"
    "table{border-collapse:collapse}td{padding:.3rem .8rem .3rem 0;border-bottom:1px solid #d5d9de;"
    "vertical-align:top}td:last-child{font:13px/1.5 monospace;color:#4a525b;"
    "overflow-wrap:anywhere}figure{display:inline-block;margin:1rem 1rem 0 0}"
    "img{max-width:30rem;max-height:30rem}figcaption{color:#4a525b}"
)


def _zipped(files: Mapping[str, bytes], at: int) -> bytes:
    """Return the ZIP; the same files at the same moment are the same bytes."""
    when = datetime.fromtimestamp(at / 1000, UTC).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, raw in files.items():
            info = zipfile.ZipInfo(name, when)
            is_jpeg = name.endswith(".jpg")
            info.compress_type = zipfile.ZIP_STORED if is_jpeg else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            made.writestr(info, raw)
    return out.getvalue()


def _lay_down(path: Path, raw: bytes) -> None:
    """Write the ZIP whole or not at all, for this person's eyes only."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise CannotOpen(f"{path} cannot be written: {error.strerror}") from error


def _file_name(parcel: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in parcel)


# -- checking one ----------------------------------------------------------------------------------


def _wrong(opened: zipfile.ZipFile, manifest: Manifest) -> Iterator[str]:
    listed = {file.name for file in manifest.files} | {MANIFEST}
    yield from (f"{name} is not in its list" for name in sorted(set(opened.namelist()) - listed))
    for file in manifest.files:
        try:
            raw = _read(opened, file.name)
        except KeyError:
            yield f"{file.name} is gone"
            continue
        except zipfile.BadZipFile:
            yield f"{file.name} is damaged"
            continue
        if (len(raw), hashlib.sha256(raw).hexdigest()) != (file.size, file.sha256):
            yield f"{file.name} was changed"
        if file.name == JOURNAL:
            yield from _unchained(raw)


def _unchained(raw: bytes) -> Iterator[str]:
    last: PackedRow | None = None
    for row in msgspec.json.decode(raw, type=list[PackedRow]):
        before, body = bytes.fromhex(row.before), b64decode(row.body)
        if link(before, body).hex() != row.hash:
            yield f"row {row.seq} of the journal was changed"
        elif msgspec.json.decode(row.event) != msgspec.json.decode(body):
            yield f"row {row.seq} of the journal reads otherwise than it was chained"
        if last is not None and row.seq == last.seq + 1 and row.before != last.hash:
            yield f"row {row.seq} of the journal does not follow the one before it"
        last = row


def _read(opened: zipfile.ZipFile, name: str) -> bytes:
    if opened.getinfo(name).file_size > MOST_FILE_BYTES:
        raise zipfile.BadZipFile(f"{name} is too large")
    return opened.read(name)
