"""What a scanner types, as bytes: its key codes on a US keyboard, whatever layout the system has.

A scanner that plays keyboard sends the keys of a US keyboard. The system would turn them into the
signs of its own layout: a Cyrillic one changed 4 of 10 codes (measured). So key codes are read
here, and modifiers that could command the system (BadBarcode, PacSec 2015) have no meaning.
"""

from kiosk.hw.framing import TAB

GS = b"\x1d"
ENTER = b"\r"

# Key codes of linux/input-event-codes.h, which are places on a US keyboard.
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."),  # the number pad, NumLock or not
)
_PAD = {55: b"*", 98: b"/", 117: b"="}
_ENDS = {15: TAB, 28: ENTER, 96: ENTER}
PLAIN = {
    **{first + n: sign.encode() for first, plain, _ in _ROWS for n, sign in enumerate(plain)},
    **_PAD,
    **_ENDS,
}
SHIFTED = PLAIN | {
    first + n: sign.encode() for first, _, shifted in _ROWS for n, sign in enumerate(shifted)
}
DIGITS_AND_ENTER = frozenset({*range(2, 12), 28})

_SHIFTS = {42, 54}
_COMMANDS = {29, 97, 56, 100, 125, 126}  # Ctrl, Alt, Meta, left and right
_CTRLS = {29, 97}
_RIGHT_BRACE, _F8 = 27, 66
_RELEASED, _PRESSED = 0, 1  # 2 is the repetition of a key held down: no scanner means it


class ScannerKeys:
    """Follows the keys of one scanner.

    Attributes:
        refused: keys that were no part of a code: chords, and keys without a sign.
    """

    def __init__(self) -> None:
        self._held: set[int] = set()
        self.refused = 0

    def typed(self, key: int, value: int) -> bytes:
        """Return what a key event types; empty when nothing.

        Args:
            key: key code.
            value: 1 pressed, 0 released, 2 repeated.
        """
        if key in _SHIFTS or key in _COMMANDS:
            if value == _RELEASED:
                self._held.discard(key)
            else:
                self._held.add(key)
            return b""
        if value != _PRESSED:
            return b""
        sign = self._sign(key)
        if not sign:
            self.refused += 1
        return sign

    def _sign(self, key: int) -> bytes:
        commands, shifted = self._held & _COMMANDS, bool(self._held & _SHIFTS)
        if commands:
            is_gs = key == _RIGHT_BRACE and commands <= _CTRLS and not shifted
            return GS if is_gs else b""
        if key == _F8:
            return GS
        return (SHIFTED if shifted else PLAIN).get(key, b"")

    def reset(self) -> None:
        """Take every key as released: the device came anew, or events went missing."""
        self._held.clear()
