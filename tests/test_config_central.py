from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, load
from kiosk.config_central import is_server, listen_at


def _read(folder: Path, text: str) -> object:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    "text",
    [
        "[central]",
        '[central]\nstore = "books/central.db"\nworkers = 1',
        '[central]\nstore = "postgresql://kiosk@db/kiosk"\nworkers = 4',
        '[central]\nstore = "postgres:///kiosk"\n[metrics]\nlisten = "127.0.0.1:9464"',
        '[metrics]\nlisten = "[::1]:9464"',
        '[metrics]\nlisten = "192.168.1.5:9464"',
        '[metrics]\nlisten = ""',
    ],
)
def test_good_settings_of_a_central_are_taken(tmp_path: Path, text: str) -> None:
    _read(tmp_path, text)


@pytest.mark.input
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[central]\nstore = ""', "kiosk.toml:2 central.store: is neither a file nor postgresql"),
        ('[central]\nstore = "mysql://db/kiosk"', "central.store: is neither a file nor"),
        ("[central]\nworkers = 2", "kiosk.toml:2 central.workers: a file has one writer; more"),
        ("[central]\nworkers = 0", "central.workers"),
        ("[central]\nworkers = 33", "central.workers"),
        ('[metrics]\nlisten = "9464"', "kiosk.toml:2 metrics.listen: is no address with a port"),
        ('[metrics]\nlisten = "localhost:9464"', "is no address with a port, such as"),
        ('[metrics]\nlisten = "127.0.0.1:0"', "is no address with a port, such as"),
        ('[metrics]\nlisten = "127.0.0.1:65536"', "is no address with a port, such as"),
        ('[metrics]\nlisten = "300.0.0.1:1"', "is no address with a port, such as"),
        ('[metrics]\nlisten = "0.0.0.0:9464"', "is open to everybody"),
        ('[metrics]\nlisten = "[::]:9464"', "is open to everybody"),
        ('[metrics]\nlisten = "8.8.8.8:9464"', "is open to everybody"),
    ],
)
def test_what_does_not_go_together_is_told_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ConfigFaults) as faults:
        _read(tmp_path, text)
    assert said in str(faults.value)


def test_an_address_is_taken_apart() -> None:
    assert listen_at("[::1]:9464") == ("::1", 9464)
    assert listen_at("10.0.0.1:80") == ("10.0.0.1", 80)
    with pytest.raises(ValueError, match="nonsense"):
        listen_at("nonsense")


def test_a_file_is_told_from_a_server() -> None:
    assert is_server("postgresql://db/kiosk")
    assert is_server("postgres:///kiosk")
    assert not is_server("postgresql.db")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ('plain = true\nlisten = "0.0.0.0:8480"', "in the clear"),
        ('plain = true\nlisten = "central.example:8480"', "in the clear"),
        ('plain = true\nlisten = "10.0.0.5:8480"', "in the clear"),
        ("by_link = true", "for trying out"),
        ('certfile = "a.pem"', "goes with the other one"),
        ('keyfile = "a.key"', "goes with the other one"),
        ('zone = "Nowhere/Land"', "no time zone"),
        ('listen = "8480"', "listen"),
        ("idle_min = 0", "idle_min"),
        ("most_h = 48", "most_h"),
    ],
)
def test_what_would_leave_the_console_open_is_refused(
    tmp_path: Path, told: str, words: str
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(f"[console]\n{told}\n", encoding="utf-8")
    with pytest.raises(ConfigFaults, match=words):
        load(path)


@pytest.mark.parametrize("listen", ["127.0.0.1:8480", "[::1]:8480", "127.0.0.2:1"])
def test_a_plain_console_is_for_this_machine(tmp_path: Path, listen: str) -> None:
    path = tmp_path / "kiosk.toml"
    text = f'[console]\nlisten = "{listen}"\nplain = true\nby_link = true\n'
    path.write_text(text, encoding="utf-8")
    assert load(path).console.listen == listen
