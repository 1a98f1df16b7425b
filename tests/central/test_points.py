"""A point's set-up file."""

import re
from pathlib import Path

import pytest

from kiosk.central.faults import ManifestFaults
from kiosk.central.points import read
from kiosk.core.messages import StaffUpsert
from kiosk.core.words import Right, Role

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
TOML = f"""point = "7731"
name = "Lesnaya 12"
device = "counter-7731"
point_key = "{"0f" * 32}"
[[staff]]
staff = "anna"
name = "Anna K."
role = "owner"
rights = ["override"]
"""


def _file(folder: Path, text: str, name: str = "point.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def _faults(path: Path) -> str:
    with pytest.raises(ManifestFaults) as told:
        read(path)
    return str(told.value)


def test_the_example_is_a_point() -> None:
    wish = read(EXAMPLES / "point-7731.toml")
    assert (wish.point, wish.device, wish.policy) == ("7731", "pk-7731", "ozon_like")
    assert [person.role for person in wish.staff] == [Role.OWNER, Role.CLERK]


def test_a_point_is_read_from_toml_and_json(tmp_path: Path) -> None:
    wish = read(_file(tmp_path, TOML))
    assert wish.staff == (StaffUpsert("anna", "Anna K.", Role.OWNER, (Right.OVERRIDE,)),)
    json = (
        '{"point": "7731", "name": "Lesnaya 12", "device": "counter-7731", "point_key": "%s",'
        ' "staff": [{"staff": "anna", "name": "Anna K.", "role": "owner",'
        ' "rights": ["override"]}]}'
    )
    assert read(_file(tmp_path, json % ("0f" * 32), "point.json")) == wish


def test_the_key_may_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    _file(tmp_path, f"{'0f' * 32}\n", "point.key")
    text = TOML.replace(f'point_key = "{"0f" * 32}"', 'point_key_file = "point.key"')
    assert read(_file(tmp_path, text)).point_key == "0f" * 32


@pytest.mark.input
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("point = ", "pint = ", "pint is no setting"),
        ('"owner"', '"boss"', "staff[0].role is not one of trainee, clerk"),
        ("role = ", "rôle = ", "(at line 8, column 2)"),
        ('rights = ["override"]', "admin = true", "admin of staff[0] is no setting"),
        ("counter-7731", "central", "device is not a box's id: 3 to 40"),
        ("counter-7731", "a/#", "device is not a box's id: 3 to 40"),
        ("0f0f", "0F0F", "point_key is not 64 hex digits"),
        (f'point_key = "{"0f" * 32}"', "", "point_key or point_key_file is needed"),
        (f'point_key = "{"0f" * 32}"', 'point_key_file = "no.key"', "no.key: No such file"),
        ("[[staff]]", 'policy = "nobody_like"\n[[staff]]', "there is no policy 'nobody_like'"),
        ("[[staff]]", '[[staff]]\nstaff = "anna"', "Cannot overwrite a value (at line 7"),
        (TOML, TOML + TOML[TOML.index("[[staff]]") :], "anna stands there twice"),
        ('point = "7731"', "", "point is missing"),
        ('point = "7731"', 'point = ""', "point is not an id of up to 64 letters"),
        ('point = "7731"', "point = 7731", "point is not an id of up to 64 letters"),
        ('["override"]', '["fly"]', "staff[0].rights[0] is not one of find, accept"),
        ('"owner"', '"owner"\npin = "1234"', "pin of staff[0] is no setting"),
    ],
)
def test_what_is_wrong_is_told_in_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    faults = _faults(_file(tmp_path, TOML.replace(old, new)))
    assert told in faults
    assert faults.startswith(("point.toml: ", "no.key: "))


@pytest.mark.input
def test_every_setting_has_words_for_what_it_must_be(tmp_path: Path) -> None:
    for name in ("point", "name", "device", "point_key", "policy", "staff"):
        text = re.sub(
            rf"^({name} = |\[\[{name}\]\]$).*", f"{name} = 1.5", TOML, count=1, flags=re.MULTILINE
        )
        text = text if name != "policy" else "policy = 1.5\n" + TOML
        told = _faults(_file(tmp_path, text))
        assert not re.search(r"[`$]|regex|enum|Expected|Object", told)


@pytest.mark.input
def test_a_key_file_of_another_kind_is_told(tmp_path: Path) -> None:
    (tmp_path / "point.key").write_bytes(b"\xff\x00")
    text = TOML.replace(f'point_key = "{"0f" * 32}"', 'point_key_file = "point.key"')
    assert _faults(_file(tmp_path, text)).startswith("point.key: is not 64 hex digits")


def test_a_point_that_several_boxes_share_says_so(tmp_path: Path) -> None:
    assert not read(_file(tmp_path, TOML)).siblings
    assert read(_file(tmp_path, f"siblings = true\n{TOML}")).siblings
    assert "siblings is not true or false" in _faults(_file(tmp_path, f"siblings = 2\n{TOML}"))
