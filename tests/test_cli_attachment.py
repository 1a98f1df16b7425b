import hashlib
import json
from pathlib import Path

import pytest

from kiosk.config import load
from kiosk.core.attachments import write
from kiosk.postal import attachments_of
from kiosk.sync.photo_folder import PhotoFolder
from tests.core.test_attachments import MARIA, SALT
from tests.terminal import kiosk


@pytest.fixture
def folder(settings: Path) -> PhotoFolder:
    """Where this central keeps attachments."""
    return attachments_of(load(settings), settings.parent)


def test_an_attachment_is_read_by_its_digest(settings: Path, folder: PhotoFolder) -> None:
    name = folder.put(write(MARIA, SALT).raw)
    told = kiosk("central", "--config", settings, "attachment", name)
    assert told.exit_code == 0
    assert told.output.splitlines()[0] == "opening.applicant"
    assert "  name         Мария Ким" in told.output
    read = json.loads(kiosk("central", "--config", settings, "attachment", name, "--json").output)
    assert read == {
        "sha256": name,
        "kind": "opening.applicant",
        "fields": {"mail": MARIA.mail, "name": MARIA.name, "phone": MARIA.phone},
    }


def test_nobody_else_on_the_machine_looks_among_attachments(folder: PhotoFolder) -> None:
    assert folder.path.stat().st_mode & 0o077 == 0


@pytest.mark.input
@pytest.mark.parametrize("name", ["", "x", "../../central.db", "AB" * 32, "ab" * 32 + "\n"])
def test_what_is_no_digest_is_said_to_be_none(settings: Path, name: str) -> None:
    told = kiosk("central", "--config", settings, "attachment", name)
    assert (told.exit_code, "is no SHA-256" in told.output) == (2, True)


@pytest.mark.input
def test_an_attachment_that_is_not_here_or_not_sound_is_told_in_words(
    settings: Path, folder: PhotoFolder
) -> None:
    def said(name: str) -> str:
        told = kiosk("central", "--config", settings, "attachment", name)
        assert told.exit_code == 1
        return told.output

    assert "is not here" in said("ab" * 32)
    rotten = folder.put(write(MARIA, SALT[::-1]).raw)
    folder.place(rotten).write_bytes(b"{}")
    assert "is damaged" in said(rotten)
    other = folder.put(b'{"fields":"\x1b[2J"}')
    assert other == hashlib.sha256(b'{"fields":"\x1b[2J"}').hexdigest()
    assert f"{other} is no attachment: invalid" in said(other)
