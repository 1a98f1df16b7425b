"""Bundles of releases: what a `.kup` holds, and whether somebody with our key made it.

The central takes in what the bundle says of itself, signed; the bytes lie where boxes fetch them.
Each box checks all of it again (APPLIANCE.md 9).
"""

import hashlib
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from msgspec import Struct

from kiosk.central.releases import MAX_MANIFEST, NoBundle, manifest_of

PARTS = ("manifest.json", "manifest.sig", "payload.tar.xz")
MAX_BUNDLE = 64 * 1024 * 1024
_SIGNATURE = 64  # bytes of Ed25519
_PIECE = 1024 * 1024


class Bundle(Struct, frozen=True):
    """A bundle that was looked through.

    Args:
        manifest: as bytes, over which `signature` is made.
        signature: 64 bytes.
        sha256, size: of the whole file.
    """

    manifest: bytes
    signature: bytes
    sha256: str
    size: int


def read_keys(paths: Sequence[Path]) -> tuple[Ed25519PublicKey, ...]:
    """Return the public keys in PEM files: the present one, and the next.

    Raises:
        NoBundle: one of them is none of Ed25519.
    """
    found = []
    for path in paths:
        try:
            key = load_pem_public_key(path.read_bytes())
        except (OSError, ValueError, UnsupportedAlgorithm) as bad:
            raise NoBundle(f"{path} is no public key in PEM") from bad
        if not isinstance(key, Ed25519PublicKey):
            raise NoBundle(f"{path} is no Ed25519 key")
        found.append(key)
    return tuple(found)


def is_signed(bundle: Bundle, keys: Sequence[Ed25519PublicKey]) -> bool:
    """Whether one of the keys signed a bundle's manifest."""
    for key in keys:
        try:
            key.verify(bundle.signature, bundle.manifest)
        except InvalidSignature:
            continue
        return True
    return False


def read_bundle(path: Path, keys: Sequence[Ed25519PublicKey]) -> Bundle:
    """Look a bundle through: its parts, its signature, then what it says and whether that is so.

    Args:
        path: of the `.kup`.
        keys: that may have signed it.

    Raises:
        NoBundle: it cannot be taken.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BUNDLE:
            raise NoBundle(f"the bundle is larger than {MAX_BUNDLE // 1024 // 1024} MB")
        with path.open("rb") as file:
            sha256 = _digest(file)
            file.seek(0)
            bundle, payload = _parts(file, sha256, size)
    except (OSError, tarfile.TarError, EOFError) as bad:
        raise NoBundle("the bundle is no sound tar") from bad
    if not is_signed(bundle, keys):
        raise NoBundle("bad_signature: none of the keys signed this manifest")
    told = manifest_of(bundle.manifest).payload
    if (told.sha256, told.size) != payload:
        raise NoBundle("bad_bundle: the payload is not the one that the manifest names")
    return bundle


def _parts(file: IO[bytes], sha256: str, size: int) -> tuple[Bundle, tuple[str, int]]:
    """Return a bundle, and (digest, size) of its payload."""
    with tarfile.open(fileobj=file, mode="r:") as tar:  # not compressed: nothing to blow up
        members = [tar.next() for _ in range(len(PARTS) + 1)]  # one more than there may be
        names = tuple(one.name if one and one.isreg() else "" for one in members[:-1])
        if names != PARTS or members[-1] is not None:
            raise NoBundle(f"the bundle holds other parts than {', '.join(PARTS)}")
        manifest, signature, payload = (tar.extractfile(one) for one in members[:-1] if one)
        if manifest is None or signature is None or payload is None:
            raise NoBundle("the bundle is no sound tar")
        raw, sign = manifest.read(MAX_MANIFEST + 1), signature.read(_SIGNATURE + 1)
        if len(raw) > MAX_MANIFEST or len(sign) != _SIGNATURE:
            raise NoBundle("the manifest is too large, or its signature has not 64 bytes")
        digest = _digest(payload)
        return Bundle(raw, sign, sha256, size), (digest, payload.tell())


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()
