"""The settings file: good ones load, bad ones are told whole, a counter goes on with the rest."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import MAX_BYTES, Config, ConfigFaults, load, load_for_counter, load_for_doctor
from kiosk.core.words import Size, Zone

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
GOOD = """\
[point]
id = "7731"
device = "pk-7731"

[printer]
driver = "network"
host = "10.0.0.5"

[[scanner]]
name = "hand"
driver = "serial"
path = "/dev/ttyACM0"

[[lights]]
name = "wall"
driver = "hc595"
count = 40
cells = "wall"

[cells]
wall = [ { cells = "A-01..A-40", start = 0 } ]
"""


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "kiosk.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _faults(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(ConfigFaults) as bad:
        load(_file(folder, text))
    return [str(fault) for fault in bad.value.faults]


def test_a_good_file_becomes_settings(tmp_path: Path) -> None:
    config = load(_file(tmp_path, GOOD))
    assert config.point is not None
    assert (config.point.device, config.printer.host) == ("pk-7731", "10.0.0.5")
    assert [chain.name for chain in config.lights] == ["wall"]


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert load(_file(tmp_path, "")) == Config()


def test_racks_make_the_first_cell_map(tmp_path: Path) -> None:
    text = '[shelves]\nracks = [{ name = "A", count = 2 },\n'
    text += '{ name = "Q", first = 9, count = 2, size = "XL", zone = "quarantine" }]'
    cells = load(_file(tmp_path, text)).shelves.cells()
    assert [cell.cell for cell in cells] == ["A-01", "A-02", "Q-09", "Q-10"]
    assert (cells[3].rack, cells[3].size, cells[3].zone) == ("Q", Size.XL, Zone.QUARANTINE)


def test_a_rack_says_how_many_cells_stand_beside_each_other(tmp_path: Path) -> None:
    text = '[shelves]\nracks = [{ name = "A", first = 5, count = 5, per_shelf = 2 },\n'
    text += '{ name = "B", count = 1 }]'
    cells = load(_file(tmp_path, text)).shelves.cells()
    assert [cell.shelf for cell in cells] == [1, 1, 2, 2, 3, 0]
    many = text.replace("per_shelf = 2", "per_shelf = 9")
    assert _faults(tmp_path, many) == ["kiosk.toml:2 shelves.racks.A.per_shelf: 9 is more than 8"]


def test_all_faults_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    text = GOOD.replace("count = 40", "count = 1200").replace('host = "10.0.0.5"', "hots = 5")
    text = text.replace('id = "7731"', "id = 7731")
    assert _faults(tmp_path, text) == [
        "kiosk.toml:2 point.id: 7731 is not text in quotes",
        "kiosk.toml:7 printer.hots: there is no such setting; did you mean 'host'?",
        "kiosk.toml:17 lights.wall.count: 1200 is more than 1024",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[printer]", "[printers]", ":5 printers: there is no such setting; did you mean 'printer"),
        ('host = "10.0.0.5"', "", ":5 printer.host: is needed for a network printer"),
        ('host = "10.0.0.5"', "width = 600", ":7 printer.width: 600 is not one of 384, 512, 576"),
        ('host = "10.0.0.5"', 'port = "x"', ":7 printer.port: 'x' is not a whole number"),
        ('host = "10.0.0.5"', "port = true", ":7 printer.port: True is not a whole number"),
        ('"network"', '"usb"', ":5 printer.match: is needed for a usb printer"),
        ('"network"', '"netwrok"', ":6 printer.driver: 'netwrok' is not one of usb, network"),
        ('device = "pk-7731"', "", ":1 point: device is missing"),
        ('"pk-7731"', '"PK 7731"', ":3 point.device: 'PK 7731' has signs that may not stand"),
        ('"A-01..A-40"', '"A-01..B-40"', ":21 cells.wall: 'A-01..B-40' is no range of one rack"),
        ("start = 0", "start = 1", ":21 cells.wall: LED 40 of A-40 is outside 0..39"),
        ("start = 0", 'start = "x"', ":21 cells.wall.start: 'x' is not a whole number"),
        ("start = 0", "strat = 0", ":21 cells.wall.strat: there is no such setting; did you mean"),
        ("start = 0 }", 'start = 0 }, { cells = "A-07", start = 9 }', "A-07 is mapped twice"),
        ("count = 40", "count = 40\noe_pin = 8", ":18 lights.wall.oe_pin: pin 8 belongs to spi 0"),
        ('cells = "wall"', 'cells = "wal"', ":18 lights.wall.cells: there is no list 'wal'"),
        ('"wall"\ndriver', '"hand"\ndriver', ":15 lights.hand.name: 'hand' names two devices"),
        ("[printer]", '[mqtt]\nhost = "mail.example"\n[printer]', ":6 mqtt.host: mail.example is"),
        ("[printer]", "[mqtt]\nversion = 3\n[printer]", ":6 mqtt.version: 3 is not one of 4, 5"),
        ("[printer]", "[decode]\nengines = []\n[printer]", ":6 decode.engines: the list is empty"),
        ("[printer]", '[decode]\nengines = ["zx"]\n[printer]', ":6 decode.engines: 'zx' is not"),
        ("[printer]", "[decode]\nsymbologys = []\n[printer]", "did you mean 'symbologies'?"),
        ("[printer]", "[camera]\nsize = [1280]\n[printer]", ":6 camera.size: "),
        ("[printer]", "[camera]\nstall_s = nan\n[printer]", ":6 camera.stall_s: "),
        ("[printer]", "[buzzer]\npin = 16\n[printer]", ":6 buzzer.pin: is no setting of driver"),
        ("[printer]", "[[printer]]", ":5 printer: is no table"),
    ],
)
def test_a_fault_is_told_in_words(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    faults = "\n".join(_faults(tmp_path, GOOD.replace(old, new, 1)))
    assert said in faults


FAMILIES = "qr, datamatrix, code128, ean13, ean8, itf"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("symbologies = []", "symbologies: the list is empty; leave it out for its default"),
        (
            'symbologies = ["qr", "code_128"]',
            f"symbologies: 'code_128' is not one of {FAMILIES}; did you mean 'code128'?",
        ),
        (
            'symbologies = ["aztec"]',
            f"symbologies: 'aztec' is not one of {FAMILIES}",
        ),
        (
            "symbologies = [13]",
            f"symbologies: 13 is not one of {FAMILIES}",
        ),
        ('symbologies = ["qr", "itf", "qr"]', "symbologies: 'qr' stands twice"),
        ('engines = ["zbar", "zbar"]', "engines: 'zbar' stands twice"),
        (
            'engines = ["zbar"]\nsymbologies = ["datamatrix"]',
            "symbologies: zbar reads no datamatrix; zxing does, see engines",
        ),
    ],
)
def test_a_fault_of_the_decoders_is_told_with_its_line(
    tmp_path: Path, line: str, said: str
) -> None:
    number = 2 + line.count("\n")
    assert _faults(tmp_path, f"[decode]\n{line}\n") == [f"kiosk.toml:{number} decode.{said}"]


def test_a_family_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, '[decode]\nsymbologies = "qr"\n')
    assert fault.startswith("kiosk.toml:2 decode.symbologies: 'qr'")


def test_a_cell_that_stands_in_two_racks_is_told(tmp_path: Path) -> None:
    text = (
        '[shelves]\nracks = [\n{ name = "A", count = 9 },\n{ name = "A", first = 7, count = 1 },\n]'
    )
    assert _faults(tmp_path, text) == ["kiosk.toml:4 shelves.racks.A: A-07 stands twice"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"[point\n", "kiosk.toml:1: is not TOML: "),
        (b"a = 1\na = 2\n", "kiosk.toml:2: is not TOML: "),
        (b"name = '\xff\xfe'", "kiosk.toml: is not UTF-8 text"),
        (b"#" * (10 * 2**20), f"kiosk.toml: is larger than {MAX_BYTES // 1024} KB"),
        (b"a = " + b"[" * 100_000, "kiosk.toml: is not TOML: nested too deep"),
        (b"\x00\x01\x02", "kiosk.toml:1: is not TOML: "),
    ],
)
def test_what_is_no_settings_file_is_told_in_one_line(
    tmp_path: Path, raw: bytes, said: str
) -> None:
    (fault,) = _faults(tmp_path, raw)
    assert fault.startswith(said)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigFaults) as bad:
        load(tmp_path / "kiosk.toml")
    assert [str(f) for f in bad.value.faults] == [
        "kiosk.toml: cannot be read: No such file or directory"
    ]


TOML = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "driver", "count", "x"]), inner, max_size=3)
    ),
    max_leaves=9,
)


@given(st.dictionaries(st.sampled_from([*Config.__struct_fields__, "button", "x"]), TOML))
def test_any_document_is_settings_or_faults(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, object]
) -> None:
    path = _file(tmp_path_factory.mktemp("any"), _as_toml(document))
    assert all(line > 0 for line in _lines_at_fault(path))


def _lines_at_fault(path: Path) -> list[int]:
    try:
        load(path)
    except ConfigFaults as bad:
        return [fault.line for fault in bad.faults]
    return []


def _as_toml(document: dict[str, object]) -> str:
    return "".join(f"{key} = {_as_value(value)}\n" for key, value in document.items())


def _as_value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_as_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_value, value)) + "]"
    if isinstance(value, str):
        signs = (f"\\U{ord(c):08X}" if ord(c) < 0xD800 or ord(c) > 0xDFFF else "?" for c in value)
        return '"' + "".join(signs) + '"'
    if isinstance(value, bool):
        return str(value).lower()
    return repr(max(-(2**63), min(2**63 - 1, value))) if isinstance(value, int) else repr(value)


# -- the counter goes on ---------------------------------------------------------------------------


def _for_counter(folder: Path, text: str) -> tuple[Config, list[str]]:
    path = _file(folder, text)
    config, faults = load_for_counter(path, folder / "kiosk.toml.good")
    return config, [fault.key for fault in faults]


def test_a_good_file_is_kept_as_the_last_good_copy(tmp_path: Path) -> None:
    config, faults = _for_counter(tmp_path, GOOD)
    assert faults == []
    assert load(tmp_path / "kiosk.toml.good") == config


def test_a_bad_file_leaves_the_last_good_settings(tmp_path: Path) -> None:
    good, _ = _for_counter(tmp_path, GOOD)
    assert _for_counter(tmp_path, GOOD.replace("7731", "\x01")) == (good, [""])
    assert _for_counter(tmp_path, "not toml") == (good, [""])
    assert (tmp_path / "kiosk.toml.good").read_text(encoding="utf-8") == GOOD


def test_a_wrong_zone_does_not_become_the_last_good_copy(tmp_path: Path) -> None:
    good, _ = _for_counter(tmp_path, GOOD)
    bad = GOOD.replace('"pk-7731"', '"pk-7731"\nzone = "Mars/Base"')
    assert _for_counter(tmp_path, bad) == (good, ["point.zone"])
    assert (tmp_path / "kiosk.toml.good").read_text(encoding="utf-8") == GOOD


def test_without_a_broker_of_its_own_the_mail_goes_to_the_plain_port(tmp_path: Path) -> None:
    assert load(_file(tmp_path, GOOD)).mqtt.port == 1883
    tls = '[mqtt]\nhost = "h"\ncafile = "a"\ncertfile = "b"\nkeyfile = "c"\n'
    assert load(_file(tmp_path, tls)).mqtt.port == 8883


def test_the_files_of_tls_begin_beside_the_settings(tmp_path: Path) -> None:
    files = 'cafile = "a"\ncertfile = "/x/b"\nkeyfile = "c/d"\n'
    path = _file(tmp_path, f"[mqtt]\n{files}[shelf]\n{files}")
    told, _ = load_for_doctor(path)
    assert told is not None
    for table in (load(path).mqtt, load(path).shelf, told.mqtt):
        assert (table.cafile, table.certfile) == (str(tmp_path / "a"), "/x/b")
        assert table.keyfile == str(tmp_path / "c" / "d")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("listen", "8443"),
        ("listen", "host:port"),
        ("broker", "mqtts://a:1"),
        ("server", "http://mail.example"),
        ("server", "https://mail.example/path"),
        ("server", "https://a b"),
    ],
)
def test_a_door_at_no_address_is_a_fault(tmp_path: Path, key: str, value: str) -> None:
    (said,) = _faults(tmp_path, f'[enrol]\n{key} = "{value}"\n')
    assert said.startswith(f"kiosk.toml:2 enrol.{key}: ")


def test_without_a_good_copy_the_bad_device_stays_out(tmp_path: Path) -> None:
    config, faults = _for_counter(tmp_path, GOOD.replace("count = 40", "count = 4000"))
    assert faults == ["lights.wall.count"]
    assert config.lights == ()
    assert (config.printer.driver, len(config.scanner)) == ("network", 1)


def test_a_bad_good_copy_is_no_help_and_no_harm(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml.good").write_text("not toml", encoding="utf-8")
    config, _ = _for_counter(tmp_path, GOOD.replace('"network"', '"usb"'))
    assert (config.printer.driver, len(config.lights)) == ("none", 1)


def test_cells_at_fault_take_their_lamps_along(tmp_path: Path) -> None:
    config, _ = _for_counter(tmp_path, GOOD.replace("start = 0", "start = 1"))
    assert config.lights == ()
    assert len(config.scanner) == 1


def test_a_bad_wish_for_the_screen_is_its_default(tmp_path: Path) -> None:
    config, faults = _for_counter(tmp_path, GOOD + '[ui]\ntheme = "pink"\nvolume = 30\n')
    assert faults == ["ui.theme"]
    assert (config.ui.theme, config.ui.volume) == ("light", 30)


@pytest.mark.parametrize("text", ["[point", '[point]\nid = "1"\n', "[folders]\ndata = 1\n"])
def test_a_file_that_says_not_whose_counter_it_is_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigFaults):
        _for_counter(tmp_path, text)


def test_a_folder_that_cannot_be_written_stops_no_counter(tmp_path: Path) -> None:
    config, faults = load_for_counter(_file(tmp_path, GOOD), tmp_path / "gone" / "kiosk.toml.good")
    assert (config.printer.host, faults) == ("10.0.0.5", ())


def test_the_doctor_gets_what_is_good_and_all_that_is_wrong_and_writes_nothing(
    tmp_path: Path,
) -> None:
    path = _file(tmp_path, GOOD)
    assert load_for_doctor(path) == (load(path), ())
    path = _file(tmp_path, GOOD + '[camera]\ndrivr = "none"\n')
    config, faults = load_for_doctor(path)
    assert config is not None
    assert (config.printer.host, [fault.key for fault in faults]) == ("10.0.0.5", ["camera.drivr"])
    config, faults = load_for_doctor(_file(tmp_path, "[point"))
    assert (config, len(faults)) == (None, 1)
    assert [file.name for file in tmp_path.iterdir()] == ["kiosk.toml"]


# -- the examples ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["counter", "sync", "central", "shelf"])
def test_an_example_loads(name: str) -> None:
    assert isinstance(load(EXAMPLES / f"{name}.toml"), Config)


def test_the_examples_of_one_box_agree() -> None:
    counter, sync = load(EXAMPLES / "counter.toml"), load(EXAMPLES / "sync.toml")
    assert (counter.point, counter.folders) == (sync.point, sync.folders)


def test_every_setting_stands_in_an_example() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.toml"))
    missing = [
        f"{table.name}.{name}"
        for table in msgspec.structs.fields(Config)
        for name in _settings_of(table.type)
        if f"{name} = " not in text
    ]
    assert missing == []


def _settings_of(kind: object) -> tuple[str, ...]:
    if hasattr(kind, "__struct_fields__"):
        return tuple(kind.__struct_fields__)
    inner = [name for part in getattr(kind, "__args__", ()) for name in _settings_of(part)]
    return tuple(inner)


SHOWN = r"^# (?!(?:full_flip|width|height|folder|path|match|\w+file) )(\w+ = .*)"  # those are unset


@pytest.mark.parametrize("name", ["counter", "sync", "central", "shelf"])
def test_a_default_shown_in_an_example_is_the_default(tmp_path: Path, name: str) -> None:
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    spoken_out = re.sub(SHOWN, r"\1", text, flags=re.MULTILINE)
    assert load(_file(tmp_path, spoken_out)) == load(EXAMPLES / f"{name}.toml")
