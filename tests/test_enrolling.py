"""A box's end of enrolment, against a real HTTPS door on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, load
from kiosk.core.enrolment import BoxRole, Enrolled
from kiosk.enrolling import Box, EnrolWish, MistypedCode
from kiosk.sync import tls
from kiosk.sync.doorbell import Unheard
from kiosk.sync.identity import BadIdentity
from kiosk.sync.keyring import ring
from tests.central.conftest import Central
from tests.central.house import CODE, SHELF_CODE, WRONG, House
from tests.network import now_ms

DAY_MS = 86_400_000
SETTINGS = '# mine\n[point]\nid = "p1"\ndevice = "box-1"\nname = "Lesnaya 12"\n'


class Desk:
    """A box beside a central with a door."""

    def __init__(self, folder: Path) -> None:
        self.central = Central(folder / "central.db")
        self.house = House(self.central, folder / "network")
        self.house.door.open()
        self.folder = folder / "box"
        self.folder.mkdir()
        self.path = self.folder / "kiosk.toml"
        host, port = self.house.door.address
        self.server = f"https://{host}:{port}"

    def box(self) -> Box:
        return Box(self.path, lambda: now_ms() + self.house.ahead)

    def enrol(self, code: str = CODE, **more: object) -> Enrolled:
        mark = self.house.network.authority.fingerprint
        told = {"server": self.server, "fingerprint": mark} | more
        wish = EnrolWish(code, **told)  # type: ignore[arg-type]
        return self.house.while_answering(lambda: self.box().enrol(wish))

    def renew(self) -> Enrolled:
        return self.house.while_answering(lambda: self.box().renew())

    def fits(self) -> bool:
        files = ring(self.folder / "identity")
        return tls.fits(files.cert, files.key)

    def serials(self) -> list[str]:
        return [one.serial for one in self.central.store.certificates.valid("box-1")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.house.door.close()
    made.central.store.close()


def test_a_box_without_settings_gets_them(desk: Desk) -> None:
    done = desk.enrol()
    assert (done.device, done.point, done.is_new) == ("box-1", "p1", True)
    config = load(desk.path)
    assert config.point is not None
    assert (config.point.id, config.point.device) == ("p1", "box-1")
    assert (config.mqtt.host, config.mqtt.port) == ("mail.example", 8883)
    assert config.enrol.server == desk.server
    assert desk.fits()
    assert 'cafile = "identity/ca.crt"' in desk.path.read_text(encoding="utf-8")


def test_what_a_person_wrote_into_the_settings_stays(desk: Desk) -> None:
    desk.path.write_text(SETTINGS, encoding="utf-8")
    desk.enrol()
    assert desk.path.read_text(encoding="utf-8").startswith("# mine\n[point]\n")
    config = load(desk.path)
    assert config.point is not None
    assert config.point.name == "Lesnaya 12"


def test_keys_lie_where_the_settings_say(desk: Desk) -> None:
    desk.path.write_text(SETTINGS + f'point_key = "{desk.folder}/keys/point"\n', encoding="utf-8")
    desk.enrol()
    assert sorted(path.name for path in (desk.folder / "keys").iterdir()) == [
        *("ca.crt", "device.crt", "device.ends", "device.key", "point")
    ]


def test_an_authority_may_be_told_as_a_file(desk: Desk) -> None:
    desk.enrol(fingerprint="", cafile=desk.house.network.keys / "ca.pem")
    assert desk.fits()


def test_the_server_may_stand_in_the_settings(desk: Desk) -> None:
    desk.path.write_text(f'{SETTINGS}[enrol]\nserver = "{desk.server}"\n', encoding="utf-8")
    desk.enrol(server="")
    assert desk.fits()


def test_without_a_server_nobody_is_asked(desk: Desk) -> None:
    with pytest.raises(ConfigFaults, match="or --server"):
        desk.enrol(server="")


@pytest.mark.parametrize("code", ["", "ABC", CODE[:-1] + ("0" if CODE[-1] != "0" else "1")])
def test_a_mistyped_code_is_no_try_at_the_central(desk: Desk, code: str) -> None:
    for _ in range(6):
        with pytest.raises(MistypedCode):
            desk.enrol(code)
    assert desk.enrol().is_new


def test_a_refused_box_is_as_it_was(desk: Desk) -> None:
    desk.path.write_text(SETTINGS, encoding="utf-8")
    with pytest.raises(Unheard, match="code_refused"):
        desk.enrol(WRONG)
    assert desk.path.read_text(encoding="utf-8") == SETTINGS
    names = [path.name for path in (desk.folder / "identity").iterdir()]
    assert names == ["device.key.new"]  # the next try asks with it


def test_settings_that_are_wrong_are_told_first(desk: Desk) -> None:
    desk.path.write_text("[point]\nid = 7\n", encoding="utf-8")
    with pytest.raises(ConfigFaults):
        desk.box()


# -- a shelf node ----------------------------------------------------------------------------------

NODE = '# shelves\n[shelf]\nnode = "left"\nhost = "counter.local"\ncafile = "a"\ncertfile = "b"\n'
NODE += 'keyfile = "c"\n'


def test_a_shelf_node_is_enrolled_as_what_its_settings_say(desk: Desk) -> None:
    desk.path.write_text(NODE, encoding="utf-8")
    done = desk.enrol(SHELF_CODE)
    assert (done.device, done.point, done.is_new) == ("left", "p1", True)
    config = load(desk.path)
    assert (config.point, config.mqtt.cafile, config.enrol.server) == (None, None, desk.server)
    assert (config.shelf.node, config.shelf.host) == ("left", "counter.local")
    text = desk.path.read_text(encoding="utf-8")
    for line in ('cafile = "identity/ca.crt"', 'keyfile = "identity/device.key"', "# shelves"):
        assert line in text
    assert desk.fits()
    assert not (desk.folder / "identity" / "point_key").exists()


def test_a_shelf_node_without_settings_gets_them(desk: Desk) -> None:
    assert desk.enrol(SHELF_CODE, role=BoxRole.SHELF).device == "left"
    config = load(desk.path)
    assert (config.point, config.shelf.node) == (None, "left")
    assert desk.box().role is BoxRole.SHELF


def test_a_shelf_node_renews_as_one(desk: Desk) -> None:
    desk.enrol(SHELF_CODE, role=BoxRole.SHELF)
    assert not desk.renew().is_new
    desk.house.ahead = 61 * DAY_MS
    done = desk.renew()
    assert (done.is_new, done.device, done.point) == (True, "left", "p1")
    assert desk.fits()


@pytest.mark.parametrize(
    ("text", "code", "role"),
    [("", CODE, BoxRole.SHELF), ("", SHELF_CODE, None), (NODE, CODE, None)],
)
def test_a_code_of_another_role_changes_nothing(
    desk: Desk, text: str, code: str, role: BoxRole | None
) -> None:
    desk.path.write_text(text, encoding="utf-8")
    with pytest.raises(Unheard, match="code_refused"):
        desk.enrol(code, role=role)
    assert desk.path.read_text(encoding="utf-8") == text


def test_a_node_that_the_counter_knows_by_another_name_is_not_renamed(desk: Desk) -> None:
    text = NODE.replace("left", "right")
    desk.path.write_text(text, encoding="utf-8")
    with pytest.raises(BadIdentity, match="the code is for left, and this node is right"):
        desk.enrol(SHELF_CODE)
    assert desk.path.read_text(encoding="utf-8") == text
    assert not desk.fits()


@pytest.mark.parametrize(
    ("text", "role", "where"),
    [(SETTINGS, BoxRole.SHELF, "point.device"), (NODE, BoxRole.COUNTER, "shelf.node")],
)
def test_a_word_does_not_make_a_box_another(
    desk: Desk, text: str, role: BoxRole, where: str
) -> None:
    desk.path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigFaults, match=where):
        desk.enrol(CODE, role=role)


# -- renewal ---------------------------------------------------------------------------------------


def test_a_certificate_is_renewed_from_the_sixtieth_day_on(desk: Desk) -> None:
    first = desk.enrol()
    assert first.renew_at < first.until_at - 29 * DAY_MS
    desk.house.ahead = 59 * DAY_MS
    assert not desk.renew().is_new
    assert len(desk.serials()) == 1
    desk.house.ahead = 61 * DAY_MS
    done = desk.renew()
    assert (done.is_new, done.device, done.point) == (True, "box-1", "p1")
    assert done.until_at > first.until_at + 60 * DAY_MS
    assert desk.fits()
    assert not desk.renew().is_new


def test_a_renewal_leaves_the_settings_alone(desk: Desk) -> None:
    desk.enrol()
    before = desk.path.read_bytes()
    desk.house.ahead = 61 * DAY_MS
    desk.renew()
    assert desk.path.read_bytes() == before


def test_a_box_that_was_off_for_long_renews_until_a_month_after_the_end(desk: Desk) -> None:
    desk.enrol()
    # the door's own certificate is of today: its clock alone is moved
    desk.house.ahead = 119 * DAY_MS
    assert desk.renew().is_new
    assert desk.fits()


def test_a_revoked_box_is_refused_and_keeps_what_it_has(desk: Desk) -> None:
    desk.enrol()
    with desk.central.store.unit():
        desk.central.store.certificates.revoke("box-1", "revoked", now_ms())
    desk.house.ahead = 61 * DAY_MS
    with pytest.raises(Unheard, match="code_refused"):
        desk.renew()
    assert desk.fits()


def test_nobody_renews_what_was_never_given(desk: Desk) -> None:
    with pytest.raises(BadIdentity, match="enrol with a code"):
        desk.box().renew()


def test_no_repr_shows_a_code() -> None:
    assert CODE not in repr(EnrolWish(CODE))
