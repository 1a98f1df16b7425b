"""One content has one form; what is too large, unseen or foreign is neither written nor read."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from kiosk.core import attachments
from kiosk.core.attachments import (
    MAX_BYTES,
    MOST_FIELDS,
    Attachment,
    BadAttachment,
    fields_of,
    read,
    write,
)
from kiosk.sync import asyncapi

GOLDEN = Path(__file__).parents[1] / "golden" / "attachments"
SALT = bytes(range(16))


class OpeningApplicant(Struct, frozen=True, omit_defaults=True):
    """The fields the registration of partners will ask for."""

    name: str
    mail: str = ""
    phone: str = ""


class OpeningContact(Struct, frozen=True):
    """Fields of another kind."""

    name: str


class OpeningNumbers(Struct, frozen=True):
    """Fields that are no texts."""

    area: int


MARIA = OpeningApplicant("Мария Ким", "m.kim@example.org", "+79001234567")
RAW = write(MARIA, SALT).raw


def body(**changes: object) -> bytes:
    """Return the bytes of an attachment with something else in it."""
    told = json.loads(RAW) | changes
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_every_attachment_ever_written_is_read_for_ever(golden: Callable[[str, str], None]) -> None:
    golden("attachments/opening.applicant.1.json", RAW.decode())
    kept = (GOLDEN / "opening.applicant.1.json").read_bytes()
    assert fields_of(read(kept), OpeningApplicant) == MARIA
    assert write(MARIA, SALT).sha256 == hashlib.sha256(kept).hexdigest()


def test_an_attachment_is_valid_by_the_document() -> None:
    schemas = json.loads(asyncapi.document())["components"]
    root = {"$ref": "#/components/schemas/Attachment", "components": schemas}
    validator = jsonschema.Draft7Validator(root)
    validator.validate(json.loads(RAW))
    assert not validator.is_valid(json.loads(RAW) | {"salt": "00"})
    assert not validator.is_valid(json.loads(RAW) | {"fields": {"name": "a\x07"}})


def test_the_same_fields_have_another_name_under_another_salt() -> None:
    assert write(MARIA, SALT).sha256 != write(MARIA, SALT[::-1]).sha256


def test_what_is_not_filled_in_does_not_travel() -> None:
    written = read(write(OpeningApplicant("Ana"), SALT).raw)
    assert written == Attachment(1, "opening.applicant", {"name": "Ana"}, SALT.hex())
    assert fields_of(written, OpeningApplicant) == OpeningApplicant("Ana")


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), st.text(max_size=60), max_size=8
    ),
    st.binary(min_size=16, max_size=16),
)
def test_what_is_written_is_read_back_and_nothing_else_is_written(
    texts: dict[str, str], salt: bytes
) -> None:
    kind = msgspec.defstruct("OpeningAny", [(name, str) for name in texts], frozen=True)
    with suppress(BadAttachment):
        written = write(kind(**texts), salt)
        assert len(written.raw) <= MAX_BYTES
        assert read(written.raw) == Attachment(1, "opening.any", texts, salt.hex())
        return
    assert not texts or any(not text.isprintable() for text in texts.values())


@pytest.mark.input
@given(st.binary(max_size=200) | st.integers(0, len(RAW) - 1).map(lambda at: RAW[:at]))
def test_bytes_that_are_no_attachment_are_refused(raw: bytes) -> None:
    with pytest.raises(BadAttachment):
        read(raw)


@pytest.mark.input
@given(st.integers(0, len(RAW) - 1), st.integers(1, 255))
def test_one_wrong_byte_is_refused_or_is_another_sound_attachment(at: int, turn: int) -> None:
    raw = RAW[:at] + bytes([RAW[at] ^ turn]) + RAW[at + 1 :]
    with suppress(BadAttachment):
        found = read(raw)
        assert found != read(RAW)
        assert msgspec.json.encode(found, order="sorted") == raw


@pytest.mark.input
@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "invalid"),
        (b"null", "invalid"),
        (b"#!/bin/sh\n", "invalid"),
        (b"\xff\xd8\xff\xe0", "invalid"),
        (body(fields={"name": "x"}).replace(b"x", b"\xff"), "not_utf8"),
        (bytes(MAX_BYTES + 1), "too_large"),
        (b"[" * MAX_BYTES, "invalid"),
        (b'{"fields":' * 1600, "invalid"),
        (body(fields={"name": {"name": {"name": "x"}}}), "invalid"),
        (body(fields={}), "invalid"),
        (body(fields={f"f{n}": "" for n in range(MOST_FIELDS + 1)}), "invalid"),
        (body(fields={"Name": "x"}), "invalid"),
        (body(fields={"name\n": "x"}), "invalid"),
        (body(fields={"name": 5}), "invalid"),
        (body(fields={"name": "x" * 1001}), "invalid"),
        (body(fields={"name": "x\n"}), "invalid"),
        (body(fields={"name": "a\x1b[2J"}), "invalid"),
        (body(fields={"name": "a\x9b2J"}), "invalid"),
        (body(fields={"name": "\u202egnp.exe"}), "invalid"),
        (body(fields={"name": "x"}).replace(b'"x"', b'"\\ud800"'), "invalid"),
        (body(v=2), "invalid"),
        (body(kind="applicant"), "invalid"),
        (body(salt="0" * 31), "invalid"),
        (body(more="x"), "invalid"),
        (RAW + b"\n", "other_form"),
        (RAW.replace(b'"v":1', b'"v":1,"v":1'), "other_form"),
        (RAW.replace(b'"phone"', b'"name":"x","phone"'), "other_form"),
        (json.dumps(json.loads(RAW), sort_keys=True).encode(), "other_form"),
    ],
)
def test_what_is_not_sound_is_not_read_and_its_reason_tells_nothing_of_it(
    raw: bytes, why: str
) -> None:
    with pytest.raises(BadAttachment) as refused:
        read(raw)
    assert str(refused.value) == why


@pytest.mark.input
@pytest.mark.parametrize(
    ("fields", "salt", "why"),
    [
        (OpeningApplicant("a\nb"), SALT, "invalid"),
        (OpeningApplicant("a\ud800"), SALT, "invalid"),
        (OpeningApplicant("x" * 1001), SALT, "invalid"),
        (OpeningNumbers(5), SALT, "invalid"),
        (OpeningApplicant("Ana"), b"short", "invalid"),
        (
            msgspec.defstruct("OpeningMany", [(f"f{n}", str, "й" * 999) for n in range(20)])(),
            SALT,
            "too_large",
        ),
    ],
)
def test_what_is_out_of_bounds_is_not_written(fields: Struct, salt: bytes, why: str) -> None:
    with pytest.raises(BadAttachment, match=why):
        write(fields, salt)


@pytest.mark.parametrize(
    ("attachment", "why"),
    [
        (write(OpeningContact("Ana"), SALT), "other_kind"),
        (attachments.Written(body(fields={"mail": "x"}), ""), "invalid"),
    ],
)
def test_fields_of_another_kind_are_not_taken_for_these(
    attachment: attachments.Written, why: str
) -> None:
    with pytest.raises(BadAttachment, match=why):
        fields_of(read(attachment.raw), OpeningApplicant)
