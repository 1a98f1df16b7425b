"""The door over a real HTTPS on loopback: every bound, and one same refusal."""

import json
import logging
import socket
import sqlite3
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central.conftest import ON_A_FILE, Central
from tests.central.house import CODE, SHELF_CODE, WRONG, House
from tests.network import new_key, now_ms, request
from tests.waiting import eventually

SECRET_WORDS = (CODE, CODE.replace("-", ""), "PRIVATE KEY")


@pytest.fixture(name="where")
def in_a_file(tmp_path: Path) -> Path:
    """One store is enough: the registrar's tests show each of them."""
    return tmp_path / "central.db"


@pytest.fixture
def house(central: Central, tmp_path: Path) -> Iterator[House]:
    made = House(central, tmp_path / "network")
    made.door.open()
    yield made
    made.door.close()


def why(said: bytes) -> str:
    return str(json.loads(said)["error"])


def test_a_box_enrols_and_the_answer_is_everything_it_needs(house: House) -> None:
    status, said = house.enrol()
    assert status == 200
    told = json.loads(said)
    assert set(told) == {"device", "point", "cert", "ca", "broker", "point_key", "role"}
    assert (told["device"], told["role"]) == ("box-1", "counter")


def test_a_shelf_node_gets_no_key_of_its_point(house: House) -> None:
    status, said = house.enrol(SHELF_CODE, role="shelf")
    told = json.loads(said)
    assert (status, told["device"], told["role"]) == (200, "left", "shelf")
    assert told["point_key"] == ""


@pytest.mark.parametrize(("code", "role"), [(CODE, "shelf"), (SHELF_CODE, "counter")])
def test_a_code_of_one_role_is_refused_for_the_other(house: House, code: str, role: str) -> None:
    wrong = house.enrol(WRONG)
    assert house.enrol(code, role=role) == wrong == (403, b'{"error":"refused"}')
    for device in ("box-1", "left"):
        assert house.central.store.certificates.valid(device) == ()
    for _ in range(3):  # each is a try
        house.enrol(code, role=role)
    assert house.enrol(code, role=role) == (429, b'{"error":"too_many"}')


def test_who_tells_no_role_is_a_counter(house: House) -> None:
    assert house.enrol(SHELF_CODE)[0] == 403
    assert house.enrol(CODE)[0] == 200


def test_a_used_code_is_answered_again_to_its_role_only(house: House) -> None:
    csr = request(new_key())
    first = house.enrol(SHELF_CODE, csr, role="shelf")
    assert house.enrol(SHELF_CODE, csr)[0] == 403
    assert house.enrol(SHELF_CODE, csr, role="shelf") == first


def test_the_root_is_shown_to_anybody(house: House) -> None:
    status, said = house.ask("GET", "/v1/ca")
    assert (status, said.decode()) == (200, house.network.authority.ca_pem)


def test_every_refusal_of_a_code_is_the_same(house: House) -> None:
    house.enrol()
    answers = {house.enrol(WRONG), house.enrol(), house.enrol("not a code")}
    assert answers == {(403, b'{"error":"refused"}')}


BAD: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"code=1",
    "cut short": b'{"code": "',
    "a list": b"[]",
    "not UTF-8": b'{"code": "\xff"}',
    "a lone surrogate": b'{"code": "\\ud800", "csr": ""}',
    "a field too much": b'{"code": "A", "csr": "", "device": "central"}',
    "a number for a code": b'{"code": 1, "csr": ""}',
    "a role nobody has": json.dumps({"code": CODE, "csr": "", "role": "owner"}).encode(),
    "a number for a role": b'{"code": "A", "csr": "", "role": 1}',
    "no role": b'{"code": "A", "csr": "", "role": null}',
    "nested deep": b'{"code": ' + b"[" * 8000 + b"]" * 7000,
    "no request": json.dumps({"code": CODE, "csr": "hello"}).encode(),
    "a request cut short": json.dumps({"code": CODE, "csr": request(new_key())[:99]}).encode(),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
@pytest.mark.parametrize("path", ["/v1/enrol", "/v1/renew"])
def test_a_bad_body_is_a_bad_request_and_spends_nothing(
    house: House, path: str, body: bytes
) -> None:
    assert house.ask("POST", path, body) == (400, b'{"error":"bad_request"}')
    assert house.enrol()[0] == 200


def test_a_large_body_is_not_even_read(house: House) -> None:
    assert house.ask("POST", "/v1/enrol", b"x" * 16_385) == (413, b'{"error":"too_large"}')


def test_five_wrong_codes_close_the_door_for_an_hour(house: House) -> None:
    assert [house.enrol(WRONG)[0] for _ in range(5)] == [403] * 5
    assert house.enrol() == (429, b'{"error":"too_many"}')  # a right one, too
    house.mono = 3601.0
    assert house.enrol()[0] == 200


def test_bad_requests_are_no_tries(house: House) -> None:
    for _ in range(6):
        assert house.ask("POST", "/v1/enrol", b"{}")[0] == 400
    assert house.enrol()[0] == 200


def test_a_header_chooses_nobodys_tries(house: House) -> None:
    body = json.dumps({"code": WRONG, "csr": request(new_key())})
    seen = [
        house.ask("POST", "/v1/enrol", body, {"X-Forwarded-For": f"203.0.113.{n}"})[0]
        for n in range(6)
    ]
    assert seen == [403] * 5 + [429]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/enrol", 405),
        ("POST", "/v1/ca", 405),
        ("GET", "/", 404),
        ("POST", "/v1/revoke", 404),
        ("GET", "/v1/../authority/ca.key", 404),
    ],
)
def test_there_is_nothing_else(house: House, method: str, path: str, status: int) -> None:
    assert house.ask(method, path)[0] == status


@ON_A_FILE
def test_the_centrals_own_trouble_is_a_later(house: House) -> None:
    house.central.store._conn.execute("PRAGMA busy_timeout=0").fetchone()
    other = sqlite3.connect(house.central.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert house.enrol() == (503, b'{"error":"later"}')
    other.execute("ROLLBACK")
    other.close()
    assert house.enrol()[0] == 200  # the code was not spent


def test_a_central_that_does_not_answer_is_a_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.central.door._ANSWER_S", 0.05)
    line = house.line()
    line.request("POST", "/v1/enrol", json.dumps({"code": CODE, "csr": request(new_key())}))
    answer = line.getresponse()
    assert (answer.status, answer.read()) == (503, b'{"error":"later"}')
    line.close()
    house.asks.answer()  # whoever asked has gone: nothing is given out
    assert house.central.store.certificates.valid("box-1") == ()


def test_a_body_that_never_ends_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.central.door._BODY_S", 0.05)
    line = house.line()
    line.putrequest("POST", "/v1/enrol")
    line.putheader("Content-Length", "100")
    line.endheaders(b"{")
    assert line.getresponse().status == 400
    line.close()


def test_it_speaks_tls_1_2_at_least_and_no_plain_text(house: House) -> None:
    host, port = house.door.address
    with socket.create_connection((host, port), 5) as plain:
        plain.sendall(b"GET /v1/ca HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"HTTP" not in plain.recv(1000)
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.load_verify_locations(cadata=house.network.authority.ca_pem)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="deprecated"):
        old.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="deprecated"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection((host, port), 5) as bare, pytest.raises(ssl.SSLError):
        old.wrap_socket(bare, server_hostname=host)


def test_a_renewed_certificate_is_shown_from_then_on(house: House) -> None:
    def shown() -> bytes | None:
        with (
            socket.create_connection(house.door.address, 5) as bare,
            house.trust.wrap_socket(bare, server_hostname="127.0.0.1") as secure,
        ):
            return secure.getpeercert(binary_form=True)

    old = shown()
    house.network.authority.refresh(now_ms(), ("127.0.0.1", "mail.example"))
    assert shown() == old
    house.door.refresh()
    assert shown() != old


def test_what_was_begun_is_answered_before_the_door_closes(house: House) -> None:
    line = house.line()
    line.request("POST", "/v1/enrol", json.dumps({"code": CODE, "csr": request(new_key())}))
    eventually(lambda: house.asks._waiting.qsize() == 1)
    closing = threading.Thread(target=house.door.close)
    closing.start()
    eventually(lambda: house.door._server.should_exit)
    house.asks.answer()
    assert line.getresponse().status == 200
    line.close()
    closing.join()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", line.port), 1)


def test_no_secret_reaches_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert house.enrol()[0] == 200
        house.enrol(WRONG)
        house.ask("POST", "/v1/enrol", json.dumps({"code": CODE, "csr": "x"}))
    assert "was refused" in caplog.text
    for secret in (*SECRET_WORDS, WRONG):
        assert secret not in caplog.text
