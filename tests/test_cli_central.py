import hashlib
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from kiosk.central.store import Packet, Point
from kiosk.central.store_postgres import PostgresStore
from kiosk.central.store_sqlite import SqliteStore
from kiosk.cli_options import BUSY, MISFIT
from kiosk.core.enrolment import read_code
from kiosk.moments import new_id, nonce, wall_ms
from kiosk.sync.protocol import DeviceWord, Health
from tests.postgres import Cluster
from tests.terminal import kiosk


def test_a_manifest_with_errors_sends_nothing_and_names_each_line(
    settings: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "delivery.csv"
    manifest.write_text("delivery,carrier,parcel\nD-1,Meridian,48210001-0001-1\n", encoding="utf-8")
    told = kiosk("central", "--config", settings, "send-delivery", manifest, "--point", "7731")
    assert told.exit_code == 1
    assert "delivery.csv" in told.output
    assert not list((tmp_path / "wishes").glob("*.wish"))


MANIFEST = (
    "delivery,carrier,due_at,parcel\nD-1,Meridian,2026-09-28T10:15:00+03:00,48210001-0001-1\n"
)


def test_a_wish_without_a_central_is_pending_and_unchecked(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    (tmp_path / "d.csv").write_text(MANIFEST, encoding="utf-8")
    words = ("central", "--config", settings, "send-delivery", tmp_path / "d.csv", "--point", "9")
    told = json.loads(kiosk(*words, "--json").output)
    assert (told["ok"], told["pending"]) == (True, True)
    assert "nothing of it was checked yet" in told["lines"][1]
    assert "nothing of it was checked yet" in kiosk(*words).output


def test_an_authority_is_made_for_a_name_and_shown_again(settings: Path, tmp_path: Path) -> None:
    without = kiosk("central", "--config", settings, "authority")
    assert (without.exit_code, "name the broker with --host" in without.output) == (78, True)
    made = kiosk("central", "--config", settings, "authority", "--host", "mail.example")
    assert made.exit_code == 0
    assert "known as  mail.example, 127.0.0.1" in made.output
    assert f"mosquitto -c {tmp_path}/broker/mosquitto.conf" in made.output
    told = json.loads(kiosk("central", "--config", settings, "authority", "--json").output)
    assert told["fingerprint"] in made.output
    assert set(told["ends"]) == {
        *("ca.pem", "services.pem", "server.pem", "central.pem", "crl.pem"),
    }


def test_a_code_is_shown_with_the_fingerprint_a_box_needs(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = kiosk("central", "--config", settings, "enrol-code", "7731")
    assert (without.exit_code, "there is no authority" in without.output) == (78, True)
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    kiosk("central", "--config", settings, "authority", "--host", "mail.example")
    shown = kiosk("central", "--config", settings, "enrol-code", "7731").output
    code = re.search(r"^code +(\S+)$", shown, re.MULTILINE)
    assert code is not None
    assert read_code(code[1]) is not None
    assert re.search(r"^fingerprint +[0-9a-f]{64}$", shown, re.MULTILINE)
    told = json.loads(kiosk("central", "--config", settings, "enrol-code", "7731", "--json").output)
    assert (told["ok"], told["pending"], told["role"]) == (True, True, "counter")
    (wish, *_) = sorted((settings.parent / "wishes").glob("*.wish"))
    assert code[1].replace("-", "") not in wish.read_text(encoding="utf-8")


def test_a_code_is_for_a_role(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    kiosk("central", "--config", settings, "authority", "--host", "mail.example")
    asked = ("central", "--config", settings, "enrol-code", "7731", "--role")
    told = kiosk(*asked, "shelf", "--device", "left")
    assert re.search(r"^role +shelf$", told.output, re.MULTILINE)
    (wish,) = (settings.parent / "wishes").glob("*.wish")
    assert json.loads(wish.read_bytes())["role"] == "shelf"
    assert json.loads(kiosk(*asked, "shelf", "--json").output)["role"] == "shelf"
    assert kiosk(*asked, "owner").exit_code == 2


def test_a_seller_gets_a_code_that_is_shown_once(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    asked = ("central", "--config", settings, "seller-code", "--point", "7731", "--seller", "s-1")
    told = kiosk(*asked, "--name", "Meridian Shoes", "--json")
    assert told.exit_code == 0, told.output
    code = json.loads(told.output)["code"]
    (wish,) = sorted((settings.parent / "wishes").glob("*.wish"))
    left = json.loads(wish.read_bytes())
    assert (left["type"], left["code"], left["seller_ref"]) == ("seller", code, "s-1")
    plain = kiosk(*asked, "--name", "Meridian Shoes")
    assert "code  " in plain.output
    assert code not in plain.output, "each is another"


@pytest.mark.parametrize(("seller", "name"), [("s 1", "Shoes"), ("s-1", "Shoes" * 20)])
def test_what_is_no_seller_is_told_in_words(settings: Path, seller: str, name: str) -> None:
    asked = ("central", "--config", settings, "seller-code", "--point", "7731")
    told = kiosk(*asked, "--seller", seller, "--name", name)
    assert told.exit_code == 2
    assert "no seller's id or name" in told.output


@pytest.mark.parametrize("device", ["central", "a", "../x", "Box-1"])
def test_what_is_no_box_is_not_revoked(settings: Path, tmp_path: Path, device: str) -> None:
    told = kiosk("central", "--config", settings, "revoke", device)
    assert (told.exit_code, "is no box's id" in told.output) == (2, True)
    assert not list(tmp_path.glob("wishes/*.wish"))


def test_pictures_of_goods_are_laid_in_and_named_by_digest(settings: Path, tmp_path: Path) -> None:
    Image.new("RGB", (620, 400), "teal").save(tmp_path / "lamp.jpg")
    told = kiosk("central", "--config", settings, "add-pictures", tmp_path / "lamp.jpg")
    name = hashlib.sha256((tmp_path / "lamp.jpg").read_bytes()).hexdigest()
    assert told.output.split()[0] == name
    assert (tmp_path / "pictures" / name[:2] / name).exists()
    again = kiosk("central", "--config", settings, "add-pictures", tmp_path / "lamp.jpg", "--json")
    assert json.loads(again.output)[0]["sha256"] == name


@pytest.mark.input
def test_what_is_no_picture_for_a_point_is_told_in_words_and_the_others_go_in(
    settings: Path, tmp_path: Path
) -> None:
    Image.new("RGB", (621, 4)).save(tmp_path / "wide.png")
    (tmp_path / "words.jpg").write_bytes(b"no picture")
    (tmp_path / "huge.jpg").write_bytes(b"\xff\xd8\xff" + bytes(2 * 1024 * 1024))
    Image.new("RGB", (9, 9)).save(tmp_path / "good.webp")
    files = [tmp_path / name for name in ("wide.png", "words.jpg", "huge.jpg", "good.webp")]
    told = kiosk("central", "--config", settings, "add-pictures", *files)
    assert told.exit_code == 1
    for word in ("621 x 4", "no JPEG, PNG or WEBP", "larger than 2 MB"):
        assert word in told.output
    assert len(list((tmp_path / "pictures").glob("*/*"))) == 1


@pytest.mark.parametrize("point", ["", "a b", "x" * 65])
def test_what_is_no_point_is_told_in_words(settings: Path, tmp_path: Path, point: str) -> None:
    (tmp_path / "d.csv").write_text(MANIFEST, encoding="utf-8")
    words = ("central", "--config", settings, "send-delivery", tmp_path / "d.csv")
    told = kiosk(*words, "--point", point)
    assert told.exit_code == 2
    assert f"{point!r} is no id" in " ".join(told.output.split())
    assert not list((tmp_path / "wishes").glob("*.wish"))


def test_something_is_done_about_a_box(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    words = ("central", "--config", settings, "device")
    told = json.loads(kiosk(*words, "kiosk-7731", "--resync", "--json").output)
    assert (told["ok"], told["pending"]) == (True, True)
    (wish,) = (tmp_path / "wishes").glob("*.wish")
    assert json.loads(wish.read_text("utf-8"))["action"] == "resync"
    assert kiosk(*words, "kiosk-7731").exit_code == 2, "it must be said what"
    assert kiosk(*words, "central-1", "--trust").exit_code == 2, "that is no box"


def _central(settings: Path) -> SqliteStore:
    return SqliteStore(settings.parent / "central.db", new_id, nonce)


def test_how_each_point_is_stands_in_a_line_with_what_is_ill(settings: Path) -> None:
    store = _central(settings)
    now = wall_ms()
    devices = {"printer": DeviceWord("degraded", "paper_out"), "camera": DeviceWord("ready")}
    said = Health(unsent=3, oldest_at=now, disk_free_mb=900, temp_c=71.4, devices=devices)
    with store.unit():
        for device, point in (("box-1", "7731"), ("box-2", "7732")):
            store.register(Point(point, "Lesnaya 12", bytes(32), "ozon_like"), device)
    store.take([Packet("box-1", "up/health", said)], now)
    store.close()
    told = kiosk("central", "--config", settings, "points")
    assert told.exit_code == 0
    first, ill, second = told.output.splitlines()
    assert first.split()[:2] == ["7731", "box-1"]
    assert "3 rows not sent since " in first
    assert first.endswith("900 MB free, 71 C")
    assert ill == "  ill: printer: degraded paper_out"
    assert second.endswith("Lesnaya 12: never heard of")
    as_json = json.loads(kiosk("central", "--config", settings, "points", "--json").output)
    assert [box["ill"] for box in as_json] == [["printer"], []]
    assert as_json[0]["health"]["devices"]["printer"]["what"] == "paper_out"


def test_a_central_without_points_says_how_to_get_one(settings: Path) -> None:
    _central(settings).close()
    assert "setup-point" in kiosk("central", "--config", settings, "points").output


def test_books_that_are_not_there_are_told_in_words(settings: Path) -> None:
    told = kiosk("central", "--config", settings, "points")
    assert told.exit_code == 75
    assert "central.db cannot be read" in told.output
    assert "start kiosk central" in told.output


@pytest.mark.input
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--store", "mysql://db/kiosk"), "--store: is neither a file nor postgresql://"),
        (("--store", ""), "--store: is neither a file nor postgresql://"),
        (("--workers", "2"), "--workers: a file has one writer; more workers need"),
        (("--workers", "0"), "0 is not in the range 1<=x<=32"),
        (("--workers", "2", "points"), "are of the central itself, not of a verb"),
        (("--store", "x.db", "points"), "are of the central itself, not of a verb"),
    ],
)
def test_a_choice_that_does_not_fit_is_wrong_usage(
    settings: Path, words: tuple[str, ...], said: str
) -> None:
    told = kiosk("central", "--config", settings, *words)
    assert told.exit_code == 2
    assert said in " ".join(told.output.split())
    assert not settings.with_name("central.db").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("postgresql://127.0.0.1:1/kiosk", "the database cannot be reached: "),
        ("postgresql://127.0.0.1/kiosk?nonsense=1", "the database cannot be reached: "),
    ],
)
def test_a_server_that_is_not_there_exits_75_in_one_line(
    settings: Path, store: str, said: str, workers: str
) -> None:
    told = kiosk("central", "--config", settings, "--store", store, "--workers", workers)
    assert told.exit_code == BUSY
    assert told.output.startswith(said)
    assert told.output.count("\n") == 1


def test_books_of_a_newer_version_in_a_server_exit_78_in_words(
    settings: Path, cluster: Cluster
) -> None:
    url = cluster.fresh()
    store = PostgresStore(url, str, str)
    store._conn.execute("INSERT INTO schema_version (version) VALUES (99)")
    store.close()
    told = kiosk("central", "--config", settings, "--store", url)
    assert told.exit_code == MISFIT
    assert "the database was written by a newer version (its schema is 99" in told.output


def test_points_are_told_from_a_server_too(settings: Path, cluster: Cluster) -> None:
    url = cluster.fresh()
    PostgresStore(url, str, str).close()
    with settings.open("a", encoding="utf-8") as file:
        file.write(f'\n[central]\nstore = "{url}"\n')
    told = kiosk("central", "--config", settings, "points")
    assert told.exit_code == 0
    assert "no point yet" in told.output


BROUGHT = {
    "returns": [
        {
            "return": "R-900",
            "code": "ii5275210303",
            "customer_ref": "c1",
            "items": [{"title": "Vento"}],
        }
    ],
    "dropoffs": [{"parcel": "48219001-0001-1"}],
}


def test_returns_and_drop_offs_are_announced_from_a_file(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    file = tmp_path / "brought.json"
    file.write_text(json.dumps(BROUGHT), encoding="utf-8")
    words = ("central", "--config", settings, "expect", file, "--point", "7731")
    told = json.loads(kiosk(*words, "--json").output)
    assert (told["ok"], told["pending"]) == (True, True)
    (wish,) = (tmp_path / "wishes").glob("*.wish")
    assert json.loads(wish.read_bytes())["type"] == "expect"


def test_a_bad_file_of_returns_sends_nothing(settings: Path, tmp_path: Path) -> None:
    file = tmp_path / "brought.json"
    file.write_text('{"returns": [{"code": "ii1"}]}', encoding="utf-8")
    told = kiosk("central", "--config", settings, "expect", file, "--point", "7731")
    assert (told.exit_code, "brought.json" in told.output) == (1, True)
    assert not list((tmp_path / "wishes").glob("*.wish"))


ELSEWHERE = {
    "points": [{"point": "7802", "address": "Gdansk, Dluga 12"}],
    "customers": [{"customer_ref": "c1", "parcels": [{"parcel": "P1", "point": "7802"}]}],
}


def test_what_waits_elsewhere_is_told_from_a_file(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    file = tmp_path / "elsewhere.json"
    words = ("central", "--config", settings, "elsewhere", file, "--point", "7731")
    file.write_text('{"customers": []}', encoding="utf-8")
    told = kiosk(*words)
    assert (told.exit_code, "elsewhere.json" in told.output) == (1, True)
    assert not list((tmp_path / "wishes").glob("*.wish"))
    file.write_text(json.dumps(ELSEWHERE), encoding="utf-8")
    assert json.loads(kiosk(*words, "--json").output)["pending"] is True
    (wish,) = (tmp_path / "wishes").glob("*.wish")
    assert json.loads(wish.read_bytes())["type"] == "elsewhere"


def test_a_return_is_judged_in_one_word(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.postal._GRANT_S", 0.0)
    asked = ("central", "--config", settings, "return", "R-900", "--point", "7731")
    assert kiosk(*asked).exit_code == 2
    assert kiosk(*asked, "--deny", "--comment", "x" * 300).exit_code == 2
    assert kiosk(*asked, "--deny", "--comment", "not ours").exit_code == 0
    (wish,) = (tmp_path / "wishes").glob("*.wish")
    told = json.loads(wish.read_bytes())
    assert (told["return"], told["action"], told["comment"]) == ("R-900", "deny", "not ours")
