"""Passwords, second factors, codes that count once."""

import base64
import re

import pyotp
import pytest

from kiosk.central.console.proofs import (
    Proofs,
    code_digest,
    password_fault,
    qr,
    read_code,
)
from kiosk.moments import secret_word
from tests.central.console.stand import CHEAP

PROOFS = Proofs(bytes(32), secret_word, CHEAP)
SALT = b"0123456789abcdef"
AT = 1_780_000_000_000


def test_a_password_is_kept_as_argon2id_of_the_houses_cost() -> None:
    kept = Proofs(bytes(32), secret_word).hash("seven green lamps 41")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "lamps" not in kept


def test_a_password_is_right_or_wrong() -> None:
    kept = PROOFS.hash("seven green lamps 41")
    assert PROOFS.is_right(kept, "seven green lamps 41")
    assert not PROOFS.is_right(kept, "seven green lamps 42")
    assert not PROOFS.is_right("", "nobody")  # the dummy hash lets nobody in
    assert not PROOFS.is_right("no hash", "seven green lamps 41")


@pytest.mark.parametrize(
    ("password", "again", "fault"),
    [
        ("seven green lamps", "seven green lamps", ""),
        ("eleven char", "eleven char", "short"),
        ("x y z " * 30, "x y z " * 30, "long"),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "known"),
        ("Password2026!!", "Password2026!!", "known"),
        ("qwertyuiop12345", "qwertyuiop12345", "known"),
        ("my name is anna k", "my name is anna k", "known"),
        ("seven green lamps", "seven green lampz", "differs"),
        ("семь зелёных ламп", "семь зелёных ламп", ""),
    ],
)
def test_a_new_password_is_looked_at(password: str, again: str, fault: str) -> None:
    assert password_fault("anna", password, again) == fault


def test_a_code_of_the_second_factor_is_what_an_app_shows() -> None:
    otp = pyotp.TOTP(PROOFS.second_key("anna", SALT))
    step = AT // 1000 // 30
    for shift in (-1, 0, 1):
        assert PROOFS.step_of("anna", SALT, otp.at(AT // 1000 + 30 * shift), AT) == step + shift
    for shift in (-2, 2):
        assert PROOFS.step_of("anna", SALT, otp.at(AT // 1000 + 30 * shift), AT) is None
    assert PROOFS.step_of("anna", SALT, f" {otp.at(AT // 1000)} ", AT) == step


@pytest.mark.input
@pytest.mark.parametrize("code", ["", "0", "000000000000", "abcdef", "１２３４５６", "\0" * 6, "é"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert PROOFS.step_of("anna", SALT, code, AT) is None


def test_the_key_of_a_second_factor_needs_what_the_books_lack() -> None:
    key = PROOFS.second_key("anna", SALT)
    assert len(base64.b32decode(key)) == 20
    others = {
        PROOFS.second_key("boris", SALT),
        PROOFS.second_key("anna", SALT[::-1]),
        Proofs(b"\1" * 32, secret_word, CHEAP).second_key("anna", SALT),
    }
    assert len(others | {key}) == 4


def test_codes_are_long_enough_and_read_as_they_are_typed() -> None:
    code = PROOFS.new_code()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}", code)
    assert code_digest(code) == code_digest(f" {code.lower().replace('-', ' ')} ")
    assert read_code("o1l-i") == "0111"
    assert len(set(PROOFS.new_recovery())) == 10


def test_a_recovery_code_is_somebodys_alone() -> None:
    assert PROOFS.recovery_digest("anna", "ABCDE-12345") == PROOFS.recovery_digest(
        "anna", "abcde12345"
    )
    assert PROOFS.recovery_digest("anna", "ABCDE-12345") != PROOFS.recovery_digest(
        "boris", "ABCDE-12345"
    )


def test_a_drawn_code_holds_no_style_that_the_policy_would_drop() -> None:
    drawn = qr(PROOFS.second_address("anna", SALT, "Pickup points"))
    assert drawn.startswith("<svg")
    assert "style=" not in drawn
    assert "<script" not in drawn
