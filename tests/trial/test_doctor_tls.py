"""The doctor's handshake over real TLS on loopback: each wrong certificate has its words."""

import datetime as dt
import socket
import ssl
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.moments import wall_ms
from kiosk.trial.doctor_tls import Shaken, TlsFiles, shake
from kiosk.trial.doctor_wire import Wiring, look
from kiosk.trial.findings import Verdict
from tests.trial.certificates import Authority, tls_door

VERSIONS = pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
HERE = "127.0.0.1"


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return authority(tmp_path, "ours")


def authority(folder: Path, name: str) -> Authority:
    (folder / name).mkdir()
    now = dt.datetime.fromtimestamp(wall_ms() / 1000, dt.UTC)
    return Authority(folder / name, name, now)


def told(
    broker: TlsFiles, box: TlsFiles, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> Shaken:
    with tls_door(broker, newest=newest) as port:
        return shake(HERE, port, None, box)


@VERSIONS
def test_certificates_that_are_good_are_believed(ours: Authority, newest: ssl.TLSVersion) -> None:
    shaken = told(ours.issue(HERE), ours.issue("box-1"), newest)
    assert (shaken.todo, shaken.said[:5]) == ("", "TLSv1")
    assert shaken.ends_s is not None
    assert round((shaken.ends_s - wall_ms() / 1000) / 86_400) == 90


@VERSIONS
def test_a_broker_for_another_name_is_told(ours: Authority, newest: ssl.TLSVersion) -> None:
    shaken = told(ours.issue("mail.example"), ours.issue("box-1"), newest)
    assert "another address" in shaken.said
    assert "host" in shaken.todo


@VERSIONS
def test_a_brokers_certificate_that_is_over_is_told(
    ours: Authority, newest: ssl.TLSVersion
) -> None:
    shaken = told(ours.issue(HERE, days=-1), ours.issue("box-1"), newest)
    assert "the broker's certificate is over" in shaken.said


@VERSIONS
def test_a_broker_of_an_unknown_authority_is_told(
    ours: Authority, tmp_path: Path, newest: ssl.TLSVersion
) -> None:
    strange = authority(tmp_path, "strange")
    shaken = told(strange.issue(HERE), ours.issue("box-1"), newest)
    assert "unknown authority" in shaken.said
    assert "cafile" in shaken.todo


@VERSIONS
def test_a_client_certificate_nobody_knows_is_refused(
    ours: Authority, tmp_path: Path, newest: ssl.TLSVersion
) -> None:
    strange = replace(authority(tmp_path, "strange").issue("box-1"), cafile=ours.file)
    shaken = told(ours.issue(HERE), strange, newest)
    assert "the broker refuses our certificate" in shaken.said


@VERSIONS
def test_a_client_certificate_that_is_over_is_refused(
    ours: Authority, newest: ssl.TLSVersion
) -> None:
    shaken = told(ours.issue(HERE), ours.issue("box-1", days=-1), newest)
    assert shaken.said == "the broker refuses our certificate: it is over"


def test_a_box_without_a_certificate_is_asked_for_one(ours: Authority) -> None:
    shaken = told(ours.issue(HERE), TlsFiles(ours.file))
    assert shaken.said == "the broker wants a certificate of us"


def test_a_key_of_another_pair_is_told_before_anybody_is_asked(ours: Authority) -> None:
    other = ours.issue("box-2")
    mixed = replace(ours.issue("box-1"), keyfile=other.keyfile)
    shaken = shake(HERE, 1, None, mixed)
    assert "our own certificate cannot be used" in shaken.said
    missing = replace(other, certfile="/nowhere.pem")
    assert "our own certificate cannot be used" in shake(HERE, 1, None, missing).said


def test_a_context_of_ones_own_is_used(ours: Authority) -> None:
    context = ssl.create_default_context(cafile=ours.file)
    box = ours.issue("box-1")
    context.load_cert_chain(box.certfile, box.keyfile)
    with tls_door(ours.issue(HERE)) as port:
        assert shake(HERE, port, context, TlsFiles()).todo == ""


def test_nobody_there_is_told(ours: Authority) -> None:
    with socket.create_server((HERE, 0)) as door:
        port = door.getsockname()[1]
    box = ours.issue("box-1")
    assert f"{HERE}:{port} cannot be reached" in shake(HERE, port, None, box).said
    assert "cannot be reached" in shake("a" * 70 + "..b", 1, None, box).said


def test_a_port_without_tls_is_told(ours: Authority) -> None:
    with socket.create_server((HERE, 0)) as door:
        door.settimeout(10)
        shaken = []

        def answer() -> None:
            line, _ = door.accept()
            with line:
                line.recv(1000)
                line.sendall(b"SSH-2.0-OpenSSH\r\n")

        guard = threading.Thread(target=answer)
        guard.start()
        shaken.append(shake(HERE, door.getsockname()[1], None, ours.issue("box-1")))
        guard.join()
    assert "speaks no TLS" in shaken[0].said


@pytest.mark.parametrize(("days", "verdict"), [(13, Verdict.WARN), (20, Verdict.OK)])
def test_the_doctor_tells_a_brokers_end_two_weeks_before(
    ours: Authority, days: int, verdict: Verdict
) -> None:
    box = ours.issue("box-1")
    files = {"cafile": box.cafile, "certfile": box.certfile, "keyfile": box.keyfile}
    with tls_door(ours.issue(HERE, days=days)) as port:
        wiring = Wiring("mqtt", (HERE, port), files)
        lines = {f.name: f for f in look(wiring, lambda _: None, shake, wall_ms() / 1000)}
    assert lines["tls mqtt"].verdict is verdict
    assert lines["mqtt.certfile"].verdict is Verdict.OK


def test_the_doctor_fails_what_is_not_believed(ours: Authority) -> None:
    box = ours.issue("box-1", days=-1)
    files = {"cafile": box.cafile, "certfile": box.certfile, "keyfile": box.keyfile}
    with tls_door(ours.issue(HERE)) as port:
        wiring = Wiring("mqtt", (HERE, port), files)
        lines = {f.name: f for f in look(wiring, lambda _: None, shake, wall_ms() / 1000)}
    assert lines["tls mqtt"].verdict is Verdict.FAIL
    assert "it is over" in lines["tls mqtt"].detail
