"""Bundles: what is taken, and every way in which one is none."""

import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.central import bundles
from kiosk.central.bundles import PARTS, read_bundle, read_keys
from kiosk.central.releases import NoBundle, Payload, manifest_of
from tests.central.rolling import manifest

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
PAYLOAD = b"a release, packed"


def told(payload: bytes = PAYLOAD) -> bytes:
    digest = hashlib.sha256(payload).hexdigest()
    made = msgspec.structs.replace(manifest(), payload=Payload(digest, len(payload), 200, 3))
    return msgspec.json.encode(made)


def bundle(path: Path, parts: dict[str, bytes] | None = None, **other: bytes) -> Path:
    """Write a bundle; `other` takes the place of a part, by its name without the ending."""
    raw = other.get("manifest", told())
    made = parts or {
        "manifest.json": raw,
        "manifest.sig": other.get("signature", KEY.sign(raw)),
        "payload.tar.xz": other.get("payload", PAYLOAD),
    }
    with tarfile.open(path, "w") as tar:
        for name, body in made.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))
    return path


def pem(path: Path, key: Ed25519PrivateKey | rsa.RSAPrivateKey) -> Path:
    path.write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return path


def test_a_bundle_is_looked_through(tmp_path: Path) -> None:
    path = bundle(tmp_path / "k.kup")
    found = read_bundle(path, read_keys([pem(tmp_path / "next", OTHER), pem(tmp_path / "k", KEY)]))
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.size == path.stat().st_size
    assert manifest_of(found.manifest).notes.ru == ("Быстрее",)
    KEY.public_key().verify(found.signature, found.manifest)


def _link(path: Path) -> Path:
    with tarfile.open(path, "w") as tar:
        for name in PARTS:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(member)
    return path


def _cut(path: Path) -> Path:
    raw = bundle(path).read_bytes()
    path.write_bytes(raw[:1600])
    return path


def _text(path: Path) -> Path:
    path.write_text("no tar at all" * 100)
    return path


_PLAIN = {"manifest.json": told(), "manifest.sig": KEY.sign(told()), "payload.tar.xz": PAYLOAD}


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "text": (_text, "no sound tar"),
    "cut": (_cut, "tar"),
    "link": (_link, "other parts"),
    "one more": (lambda path: bundle(path, _PLAIN | {"more": b""}), "other parts"),
    "another order": (lambda path: bundle(path, dict(reversed(_PLAIN.items()))), "other parts"),
    "one alone": (lambda path: bundle(path, {"manifest.json": b"{}"}), "other parts"),
    "another key": (lambda path: bundle(path, signature=OTHER.sign(told())), "bad_signature"),
    "no signature": (lambda path: bundle(path, signature=bytes(64)), "bad_signature"),
    "short signature": (lambda path: bundle(path, signature=b"short"), "64 bytes"),
    "long signature": (lambda path: bundle(path, signature=bytes(65)), "64 bytes"),
    "large manifest": (lambda path: bundle(path, manifest=b" " * 65_537), "too large"),
    "empty manifest": (lambda path: bundle(path, manifest=b"{}"), "cannot be read"),
    "deep manifest": (lambda path: bundle(path, manifest=b"[" * 60_000), "cannot be read"),
    "another payload": (lambda path: bundle(path, payload=b"another"), "bad_bundle"),
    "none": (lambda path: path, "no sound tar"),
}


@pytest.mark.input
@pytest.mark.parametrize("what", BAD)
def test_what_is_no_bundle_is_refused(tmp_path: Path, what: str) -> None:
    make, why = BAD[what]
    with pytest.raises(NoBundle, match=why):
        read_bundle(make(tmp_path / "k.kup"), [KEY.public_key()])


@pytest.mark.input
def test_one_that_is_too_large_is_not_even_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "MAX_BUNDLE", 100)
    with pytest.raises(NoBundle, match="larger"):
        read_bundle(bundle(tmp_path / "k.kup"), [KEY.public_key()])


@pytest.mark.input
def test_only_ed25519_keys_are_taken(tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(b"-----BEGIN PUBLIC KEY-----")
    with pytest.raises(NoBundle, match="no public key"):
        read_keys([tmp_path / "junk"])
    with pytest.raises(NoBundle, match="no public key"):
        read_keys([tmp_path / "none"])
    with pytest.raises(NoBundle, match="no Ed25519"):
        read_keys([pem(tmp_path / "rsa", rsa.generate_private_key(65537, 2048))])
