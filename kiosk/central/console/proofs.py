"""How a person proves who they are: passwords, a second factor, codes for when that is lost."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from io import BytesIO

import pyotp
import qrcode
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from qrcode.image.svg import SvgPathImage

LEAST_PASSWORD, MOST_PASSWORD = 12, 128
RECOVERY_CODES = 10
STEP_S = 30
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none looks like another (Crockford's)
_MISREAD = str.maketrans("OIL", "011")
_LONG, _SHORT, _GROUP = 20, 10, 5
_KNOWN = ("password", "123456", "qwerty", "йцукен", "senha", "пароль", "kiosk", "central")


class Proofs:
    """Makes and checks what a person proves themselves by.

    Args:
        key: 32 bytes that lie outside the books; every key of a second factor comes from it.
        draw: draws so many random letters from an alphabet.
        hasher: of passwords; tests take a cheap one.
    """

    def __init__(
        self,
        key: bytes,
        draw: Callable[[str, int], str],
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._key, self._draw = key, draw
        # As the counter's PINs (TRUST.md 6): 25-33 ms and 19 MB a try.
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._nobody = self._hasher.hash("nobody")

    # -- passwords -------------------------------------------------------------------------------

    def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        return self._hasher.hash(password)

    def is_right(self, kept: str, password: str) -> bool:
        """Whether a password is the one kept; takes as long where none is kept."""
        try:
            self._hasher.verify(kept or self._nobody, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        return bool(kept)

    # -- codes that count once -------------------------------------------------------------------

    def new_code(self) -> str:
        """Return a code that lets somebody in once: 100 bits."""
        return _grouped(self._draw(_LETTERS, _LONG))

    def new_recovery(self) -> tuple[str, ...]:
        """Return codes for when the second factor is lost."""
        return tuple(_grouped(self._draw(_LETTERS, _SHORT)) for _ in range(RECOVERY_CODES))

    def recovery_digest(self, name: str, code: str) -> str:
        """Return what is kept of a recovery code, which is short: keyed by what the books lack."""
        return self._keyed("recovery", name, read_code(code))

    # -- second factor ---------------------------------------------------------------------------

    def second_key(self, name: str, salt: bytes) -> str:
        """Return the key of somebody's second factor, in Base32 as apps take it."""
        drawn = bytes.fromhex(self._keyed("totp", name, salt.hex()))
        return base64.b32encode(drawn[:20]).decode()

    def step_of(self, name: str, salt: bytes, code: str, at: int) -> int | None:
        """Return the moment a code is for, None if it is not right about now.

        Args:
            name: of the user.
            salt: theirs.
            code: six digits.
            at: now, ms UTC; one step earlier or later is fine.
        """
        otp, now = pyotp.TOTP(self.second_key(name, salt)), at // 1000 // STEP_S
        found = None
        for step in (now - 1, now, now + 1):
            if hmac.compare_digest(otp.generate_otp(step), _digits(code)):
                found = step
        return found

    def second_address(self, name: str, salt: bytes, issuer: str) -> str:
        """Return what an app scans to know the key."""
        otp = pyotp.TOTP(self.second_key(name, salt))
        return otp.provisioning_uri(name=name, issuer_name=issuer)

    def stamp(self, *words: str) -> str:
        """Return what shows that we wrote some words."""
        return self._keyed("stamp", *words)

    def _keyed(self, *words: str) -> str:
        told = "\0".join(words).encode("utf-8", "replace")
        return hmac.new(self._key, told, hashlib.sha256).hexdigest()


def read_code(text: str) -> str:
    """Return a code as it is meant, however it was typed."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    return plain.translate(_MISREAD)


def code_digest(code: str) -> str:
    """Return what is kept of a one-time code: it is too long to be guessed from that."""
    return hashlib.sha256(read_code(code).encode("utf-8", "replace")).hexdigest()


def password_fault(name: str, password: str, again: str) -> str:
    """Return in a word what is wrong with a new password: `short`, `long`, `known`, `differs`."""
    if len(password) < LEAST_PASSWORD:
        return "short"
    if len(password) > MOST_PASSWORD:
        return "long"
    low = password.casefold()
    if len(set(low)) < LEAST_PASSWORD // 2 or low.startswith(_KNOWN) or name in low:
        return "known"
    return "" if hmac.compare_digest(password.encode(), again.encode()) else "differs"


def qr(address: str) -> str:
    """Draw a code to be scanned, as SVG to stand in a page: squares alone, no letter of anybody."""
    drawn = qrcode.make(address, image_factory=SvgPathImage, border=2)
    file = BytesIO()
    drawn.save(file)
    return file.getvalue().decode().partition("?>")[2].strip()


def _grouped(word: str) -> str:
    groups: Sequence[str] = [word[at : at + _GROUP] for at in range(0, len(word), _GROUP)]
    return "-".join(groups)


def _digits(code: str) -> str:
    return "".join(letter for letter in code if letter in "0123456789")
