"""Manifests of releases: within their bounds, or none."""

import msgspec
import pytest

from kiosk.central.releases import Manifest, NoBundle, manifest_of
from tests.central.rolling import manifest


@pytest.mark.input
@pytest.mark.parametrize(
    "wrong",
    [
        {"format": 2},
        {"version": "2 0"},
        {"serial": 0},
        {"schema": 0},
        {"payload": {"sha256": "a" * 64, "size": 1, "unpacked": 1, "files": 20_001}},
        {"payload": {"sha256": "a" * 64, "size": 1, "unpacked": 2**28 + 1, "files": 1}},
        {"notes": {"en": ["x"] * 13}},
    ],
)
def test_a_manifest_out_of_its_bounds_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(NoBundle):
        manifest_of(msgspec.json.encode(msgspec.to_builtins(manifest()) | wrong))
    assert isinstance(manifest_of(msgspec.json.encode(manifest())), Manifest)


@pytest.mark.input
@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_manifest_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(NoBundle, match="the manifest cannot be read"):
        manifest_of(raw)
