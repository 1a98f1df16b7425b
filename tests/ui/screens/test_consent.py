"""The text of the consent: whole in each language, and never changed under its old name."""

import hashlib
from datetime import UTC

import pytest

from kiosk.core.applicants import CONSENT
from kiosk.trial.stand import Stand
from kiosk.ui.phrases import LANGUAGES, Phrases
from kiosk.ui.screens.consent import _lines, consent_text

# version -> SHA-256 of the text in all languages; a new text gets a new line here, and none goes
TEXTS = {
    "2026-11-2": "9c30f98787073c40461d99f9aa61915f4610b291c335e2ce25c7fa8f0d1de4f1",
    "2026-11-3": "23c519bd08a85b7939d37df61204f379bc6ec2c640e31f569683b9cea94ea402",
}


def digest() -> str:
    said = [part for one in LANGUAGES for pair in consent_text(Phrases(one, UTC)) for part in pair]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def test_another_text_has_another_name() -> None:
    assert TEXTS[CONSENT] == digest(), "name the new text in core.applicants, and add it above"


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_it_is_there_in_each_language(language: str) -> None:
    told, english = consent_text(Phrases(language, UTC)), consent_text(Phrases("en", UTC))
    assert len(told) == len(english)
    assert all(a != b for mine, theirs in zip(told, english, strict=True)
               for a, b in zip(mine, theirs, strict=True))  # fmt: skip


@pytest.mark.parametrize("size", ["L", "M", "S"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_not_a_word_of_it_is_cut(language: str, size: str) -> None:
    skin = Stand(size, language).skin
    shown = " ".join(line.text for line in _lines(skin))
    whole = " ".join(part for pair in consent_text(skin.phrases) for part in pair)
    assert shown.split() == whole.split()
