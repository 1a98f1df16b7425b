"""Which words the bytes of a QR code are, when it does not say; two possible answers are none.

Most codes are ASCII or UTF-8, which nothing else looks like. Old ones are cp1251 (Russian),
Shift-JIS or Latin-1 without saying so: zxing-cpp guesses, and reads every cp1251 word wrong
(measured: 8 of 8). So a guess is believed only while no other reading makes sense.
"""

import re

UNREADABLE = "\ufffd"
_OPENING, _CLOSING = "[«\"'(]*", "[»\"').,:;!?]*"
_WORD = "(?:[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+)"  # noqa: RUF001
_RUSSIAN = re.compile(rf"{_OPENING}(?:{_WORD}(?:-{_WORD})*|№\d*|[«»—]){_CLOSING}")
_CERTAIN = 3  # letters
_LATIN_LETTER = re.compile("[A-Za-z]")
_LATIN = re.compile(r"[!-~À-ÖØ-öø-ÿªº«»]+")


def qr_text(raw: bytes, guess: str, *, declared: bool) -> str:
    """Return the text of a QR code, U+FFFD when its bytes may mean several things.

    Args:
        raw: its bytes.
        guess: what the decoder took them for.
        declared: the code names its encoding (ECI), so that nobody guessed.
    """
    if declared or raw.isascii():
        return guess
    for sure in _decoded(raw, "utf-8"):
        return sure
    cyrillic = [text for text in _decoded(raw, "cp1251") if _is_russian(text)]
    western = [text for text in _decoded(raw, "latin-1") if _is_latin(text)]
    possible = {*cyrillic, *western, *_decoded(raw, "cp932")}
    if len(possible) != 1 or not ({guess, *cyrillic} & possible):
        return UNREADABLE
    return possible.pop()


def _decoded(raw: bytes, encoding: str) -> list[str]:
    try:
        return [raw.decode(encoding)]
    except UnicodeDecodeError:
        return []


def _is_russian(text: str) -> bool:
    """Whether every word beyond ASCII is a Russian one, marks at its ends, some three letters long.

    One or two letters of cp1251 are as well an accented one of Latin-1.
    """
    foreign = [word for word in text.split() if not word.isascii()]
    are_words = all(_RUSSIAN.fullmatch(word) for word in foreign)
    return are_words and any(sum(map(str.isalpha, word)) >= _CERTAIN for word in foreign)


def _is_latin(text: str) -> bool:
    """Whether every word beyond ASCII has plain Latin letters too: accents alone say nothing."""
    foreign = [word for word in text.split() if not word.isascii()]
    return all(_LATIN.fullmatch(word) and _LATIN_LETTER.search(word) for word in foreign)
