"""Slips of the fingers: a word one letter off, and a text typed on the other keyboard layout."""

LEAST, MOST = 4, 20  # letters of a word that is mended; shorter ones would become any word
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_ENGLISH = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)


def other_layout(text: str) -> str:
    """Return `text` as the same keys write it on the other layout, Russian or Latin.

    Args:
        text: in lower case.
    """
    is_russian = any(sign in _RUSSIAN_KEYS for sign in text)
    return text.translate(_TO_LATIN if is_russian else _TO_RUSSIAN)


def variants(word: str) -> frozenset[str]:
    """Return every word one slip away: a letter wrong, missing, too many, or two swapped.

    Args:
        word: folded as the index folds it.

    Returns:
        Nothing for a word that is too short or too long to mend, or has a digit or another
        script's letter: a number is never guessed.
    """
    letters = next((abc for abc in (_RUSSIAN, _ENGLISH) if all(c in abc for c in word)), "")
    if not letters or not LEAST <= len(word) <= MOST:
        return frozenset()
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + c + b[1:] for a, b in cuts if b for c in letters}
    found |= {a + c + b for a, b in cuts for c in letters}
    return frozenset(near for near in found - {word} if len(near) >= LEAST)
