"""The doctor at the brokers and their certificates."""

import base64
import socket
from pathlib import Path

import pytest

from kiosk.trial.doctor_box import this_box
from kiosk.trial.doctor_tls import Shaken
from kiosk.trial.doctor_wire import Address, Wiring, ends_at, look
from kiosk.trial.findings import Finding, Verdict

NOW_S = 1_790_000_000.0  # 2026-09-21


def element(tag: int, content: bytes) -> bytes:
    """Return a DER element; long ones have their length in two bytes."""
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def pem(
    until: bytes, tag: int = 0x17, *, version: bool = True, issuer: int = 3, cut: int = 0
) -> str:
    """Return as much of a certificate as a reader of its end looks at."""
    validity = element(0x30, element(0x17, b"250101000000Z") + element(tag, until))
    whole = element(0xA0, element(2, b"\x02")) if version else b""
    whole += element(2, b"\x01") + element(0x30, b"") + element(0x30, b"n" * issuer) + validity
    body = element(0x30, element(0x30, whole + element(0x30, b"key")))
    text = base64.encodebytes(body[: len(body) - cut]).decode()
    return f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n"


def answered(_: Address) -> None:
    return None


def believed(*_: object) -> Shaken:
    return Shaken("TLSv1.3")


def files(folder: Path, **texts: str) -> dict[str, str]:
    for key, text in texts.items():
        (folder / key).write_text(text, encoding="ascii")
        (folder / key).chmod(0o600)
    return {key: str(folder / key) for key in texts}


def certificate(folder: Path, text: str, key: str = "certfile") -> Finding:
    wiring = Wiring("mqtt", ("127.0.0.1", 8883), files(folder, **{key: text}))
    return list(look(wiring, answered, believed, NOW_S))[2]


def test_a_broker_that_answers_is_fine_and_one_that_is_gone_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        wiring = Wiring("mqtt", ("127.0.0.1", port))
        (found,) = look(wiring, this_box().dial, believed, NOW_S)
        assert found.verdict is Verdict.OK
    (found,) = look(wiring, this_box().dial, believed, NOW_S)
    assert found.verdict is Verdict.FAIL
    assert f"127.0.0.1:{port} does not answer" in found.detail


@pytest.mark.parametrize("address", [("a" * 70 + "..b", 8883), "/nowhere/mosquitto.sock"])
def test_an_address_that_cannot_be_is_a_line(address: Address) -> None:
    (found,) = look(Wiring("shelf", address), this_box().dial, believed, NOW_S)
    assert (found.verdict, found.name) == (Verdict.FAIL, "broker shelf")


def test_a_broker_on_a_socket_answers(tmp_path: Path) -> None:
    path = str(tmp_path / "broker.sock")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        (found,) = look(Wiring("shelf", path), this_box().dial, believed, NOW_S)
    assert found.verdict is Verdict.OK


def test_a_default_broker_may_be_away() -> None:
    def refused(_: Address) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    wiring = Wiring("mqtt", ("127.0.0.1", 8883), is_asked=False)
    (found,) = look(wiring, refused, believed, NOW_S)
    assert found.verdict is Verdict.OK


@pytest.mark.parametrize(
    ("until", "tag", "said"),
    [
        (b"260922000000Z", 0x17, "2026-09-22"),
        (b"491231235959Z", 0x17, "2049-12-31"),
        (b"500101000000Z", 0x17, "1950-01-01"),
        (b"20510101000000Z", 0x18, "2051-01-01"),
    ],
)
def test_the_end_of_a_certificate_is_read(until: bytes, tag: int, said: str) -> None:
    assert f"{ends_at(pem(until, tag)):%Y-%m-%d}" == said
    assert f"{ends_at(pem(until, tag, version=False, issuer=300)):%Y-%m-%d}" == said


@pytest.mark.parametrize(
    ("until", "verdict"),
    [
        (b"260920000000Z", Verdict.FAIL),
        (b"261001000000Z", Verdict.WARN),
        (b"261007000000Z", Verdict.OK),
        (b"270901000000Z", Verdict.OK),
    ],
)
def test_the_days_that_are_left_decide(tmp_path: Path, until: bytes, verdict: Verdict) -> None:
    found = certificate(tmp_path, pem(until))
    assert (found.verdict, found.name) == (verdict, "mqtt.certfile")
    assert "days" in found.detail


def test_of_several_authorities_one_that_holds_is_enough(tmp_path: Path) -> None:
    both = "Our authorities:\n" + pem(b"260101000000Z") + pem(b"300101000000Z")
    assert certificate(tmp_path, both, "cafile").verdict is Verdict.OK
    assert certificate(tmp_path, both, "certfile").verdict is Verdict.FAIL


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
        pem(b"today"),
        pem(b"260922000000Z", 0x05),
        pem(b"260922000000Z", cut=3),
    ],
)
def test_what_is_no_certificate_is_a_line(tmp_path: Path, text: str) -> None:
    assert certificate(tmp_path, text).verdict is Verdict.FAIL


def test_files_that_are_not_there_are_told(tmp_path: Path) -> None:
    wiring = Wiring("mqtt", ("h", 1), {"cafile": str(tmp_path / "no.pem")})
    _, _, found = look(wiring, answered, believed, NOW_S)
    assert found.verdict is Verdict.FAIL
    assert "No such file" in found.detail


def test_a_key_is_there_and_nobody_elses(tmp_path: Path) -> None:
    key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    assert certificate(tmp_path, key, "keyfile").verdict is Verdict.OK
    assert certificate(tmp_path, "no key", "keyfile").verdict is Verdict.FAIL
    wiring = Wiring("mqtt", ("h", 1), files(tmp_path, keyfile=key))
    (tmp_path / "keyfile").chmod(0o644)
    _, _, found = look(wiring, answered, believed, NOW_S)
    assert (found.verdict, "chmod 600" in found.todo) == (Verdict.WARN, True)
