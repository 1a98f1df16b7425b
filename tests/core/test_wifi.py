"""Networks as people give them: codes with escapes, and everything that is no network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.refusals import Reason, Refused
from kiosk.core.wifi import Security, Wifi, checked, read_code

WPA = Security.WPA


@pytest.mark.parametrize(
    ("code", "wifi"),
    [
        ("WIFI:T:WPA;S:Point 7731;P:shelves-42;;", Wifi("Point 7731", WPA, "shelves-42")),
        ("WIFI:S:a;T:WPA;P:12345678;H:true;;", Wifi("a", WPA, "12345678", hidden=True)),
        (r"WIFI:T:WPA;S:a\;b\:c\\d;P:p\,q\"rs\;tu;;", Wifi(r"a;b:c\d", WPA, 'p,q"rs;tu')),
        ("WIFI:T:SAE;S:x;P:12345678;;", Wifi("x", Security.SAE, "12345678")),
        ("WIFI:T:nopass;S:Café 3;P:;;", Wifi("Café 3", Security.OPEN)),
        ("WIFI:S:open;;", Wifi("open", Security.OPEN)),
        ("WIFI:T:WPA;S:x;P:12345678", Wifi("x", WPA, "12345678")),
        ("WIFI:T:WPA;S:x;P:a:b:c:d:e;R:1;;", Wifi("x", WPA, "a:b:c:d:e")),
        (f"WIFI:T:WPA;S:{'я' * 16};P:{'f' * 64};;", Wifi("я" * 16, WPA, "f" * 64)),
        ("WIFI:T:WPA;S:\U0001f4e6 box;P:12345678;;", Wifi("\U0001f4e6 box", WPA, "12345678")),
    ],
)
def test_a_code_is_the_network_it_names(code: str, wifi: Wifi) -> None:
    assert read_code(code) == wifi


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("WIFI:", Reason.WIFI_NAME),
        ("WIFI:;;", Reason.WIFI_NAME),
        ("WIFI:garbage", Reason.WIFI_CODE),
        ("WIFI:T:WPA;S:x;P:12345678\\", Reason.WIFI_CODE),  # an escape of nothing
        ("WIFI:T:WPA;S:x\\n;P:12345678;;", Reason.WIFI_CODE),
        ("WIFI:T:WEP;S:x;P:12345;;", Reason.WIFI_CODE),
        ("WIFI:T:WPA2-EAP;S:x;P:12345678;;", Reason.WIFI_CODE),
        ("WIFI:T:WPA;S:x;S:y;P:12345678;;", Reason.WIFI_CODE),
        ("WIFI:T:WPA;S:x;P:1234567;;", Reason.WIFI_PASSWORD),
        (f"WIFI:T:WPA;S:x;P:{'g' * 64};;", Reason.WIFI_PASSWORD),
        ("WIFI:T:WPA;S:x;;", Reason.WIFI_PASSWORD),
        ("WIFI:T:WPA;S:x;P:пароль12;;", Reason.WIFI_PASSWORD),
        ("WIFI:T:WPA;S:;P:12345678;;", Reason.WIFI_NAME),
        (f"WIFI:T:WPA;S:{'x' * 33};P:12345678;;", Reason.WIFI_NAME),
        (f"WIFI:T:WPA;S:{'я' * 17};P:12345678;;", Reason.WIFI_NAME),
        ("WIFI:T:WPA;S:x\x00;P:12345678;;", Reason.WIFI_NAME),
        ("WIFI:T:WPA;S:\ud800;P:12345678;;", Reason.WIFI_NAME),
        (f"WIFI:T:WPA;S:x;P:12345678;Z:{'z' * 300};;", Reason.WIFI_CODE),
    ],
)
def test_what_is_no_network_is_refused_in_words(code: str, reason: Reason) -> None:
    assert read_code(code) == Refused(reason)


def test_another_code_is_none_of_its_business() -> None:
    assert read_code("CELL:A-01") is None
    assert read_code("wifi:S:x;;") is None
    assert read_code("") is None


@pytest.mark.parametrize(("length", "fits"), [(7, False), (8, True), (63, True), (64, False)])
def test_a_password_has_8_to_63_signs(length: int, fits: bool) -> None:  # noqa: FBT001
    wifi = Wifi("x", WPA, "z" * length)
    assert checked(wifi) == (wifi if fits else Refused(Reason.WIFI_PASSWORD))


def test_no_log_ever_sees_the_password() -> None:
    wifi = Wifi("Point", WPA, "shelves-42")
    assert "shelves" not in f"{wifi} {wifi!r} {[wifi]}"


@given(st.text(max_size=300))
def test_no_text_at_all_makes_it_stumble(text: str) -> None:
    found = read_code(f"WIFI:{text}")
    assert isinstance(found, Wifi | Refused)
    if isinstance(found, Wifi):
        assert checked(found) == found


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in '\\;,:"' else sign for sign in text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=8, max_size=40))
def test_every_password_comes_out_as_it_went_in(password: str) -> None:
    code = f"WIFI:T:WPA;S:{_escaped('a;b')};P:{_escaped(password)};;"
    assert read_code(code) == Wifi("a;b", WPA, password)
