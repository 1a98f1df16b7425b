"""Manifest files: every error with its line, all of it or nothing."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.central.faults import FORMS, Fault, ManifestFaults
from kiosk.central.manifest_files import _COLUMNS, read, read_bytes
from kiosk.central.manifests import MAX_BYTES, MAX_ROWS, Manifest
from kiosk.core.messages import CustomerLine
from kiosk.core.words import Size

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
HEAD = "delivery,carrier,due_at,parcel"
ROW = "D-1,Meridian,2026-09-28T10:15:00+03:00"


def _csv(folder: Path, text: str | bytes, name: str = "d.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def _faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(ManifestFaults) as told:
        read(path)
    return told.value.lines


def test_the_example_is_a_delivery() -> None:
    manifest = read(EXAMPLES / "delivery.csv")
    assert (manifest.delivery, manifest.carrier) == ("D-0928-1", "Меридиан")
    assert manifest.due_at == 1790579700000
    assert [line.parcel for line in manifest.parcels] == [
        "48210001-0417-1",
        "48210002-1180-1",
        "48210003-2953-1",
        "48210004-7706-1",
        "48210005-3328-1",
    ]
    assert manifest.customers[0] == CustomerLine("c7731001", "Мария С.", "0417")
    assert len(manifest.customers) == 3
    wine = manifest.parcels[3]
    assert (wine.age_limit, wine.size, wine.items[0].price_minor) == (18, Size.L, 780000)
    assert wine.items[0].title == "Вино игристое, 6 бутылок"
    assert manifest.parcels[1].due_minor == 345000
    assert manifest.parcels[4].customer_ref is None


def test_four_columns_are_enough(tmp_path: Path) -> None:
    manifest = read(_csv(tmp_path, f"{HEAD}\n{ROW},P1\n{ROW},P2\n"))
    assert [line.items[0].title for line in manifest.parcels] == ["P1", "P2"]


@pytest.mark.parametrize("text", [f"\ufeff{HEAD}\r\n{ROW},P1\r\n", f"{HEAD}\n\n{ROW}, P1 \n\n"])
def test_a_spreadsheets_habits_are_forgiven(tmp_path: Path, text: str) -> None:
    assert read(_csv(tmp_path, text)).parcels[0].parcel == "P1"


def test_a_networks_own_code_is_read(tmp_path: Path) -> None:
    text = (
        f"{HEAD},customer_ref,name,last_four,pickup_code\n{ROW},P1,c1,Maria S.,0417,12345678*1234"
    )
    manifest = read(_csv(tmp_path, text))
    assert manifest.codes == {"c1": "12345678*1234"}
    assert manifest.customers == (CustomerLine("c1", "Maria S.", "0417"),)


@pytest.mark.input
def test_every_error_is_told_with_its_line(tmp_path: Path) -> None:
    text = "\n".join(
        [
            f"{HEAD},customer_ref,name,last_four,size,price_minor,age_limit,title",
            f"{ROW},P1,c1,Maria S.,0417,S,100,0,",
            f"{ROW},P 1,c1,Maria S.,0417,XS,1_000,-1,",
            "",
            f'{ROW},P2,c1,Maria K.,0417,S,,,"two\nlines"',
            f"{ROW},P1,,,,,,,",
            f"{ROW},P3,,,,,,",
            "D-2,Meridian,2026-09-28T10:15:00+03:00,P4,,,,,,,",
            "D-1,Meridian,2026-09-28T10:15:00,P5,,Ivan,,,,,",
            f"{ROW},,,,,,,,",
            f"{ROW},P6,,Ivan,,,,,",
        ]
    )
    assert _faults(_csv(tmp_path, text)) == (
        "d.csv:3: parcel 'P 1' is not a code of up to 64 letters, digits and :._*!%+/=-",
        "d.csv:3: size 'XS' is not one of S, M, L, XL",
        "d.csv:3: price_minor '1_000' is not a sum in kopecks or cents, digits only",
        "d.csv:3: age_limit '-1' is not years, 0 to 99",
        "d.csv:5: title 'two\\nlines' is not a title of up to 200 characters",
        "d.csv:5: name of customer c1 is another one than on line 2",
        "d.csv:7: parcel P1 stands on line 2 already",
        "d.csv:8: 10 cells instead of 11",
        "d.csv:9: delivery of the delivery is another one than on line 2",
        f"d.csv:10: due_at '2026-09-28T10:15:00' is not {FORMS['when']}",
        "d.csv:11: parcel is empty",
        "d.csv:12: somebody is named, but customer_ref is empty",
    )


@pytest.mark.input
def test_columns_that_are_missing_strange_or_doubled_are_told(tmp_path: Path) -> None:
    assert _faults(_csv(tmp_path, "delivery,carrier,parsel,box,box\n")) == (
        "d.csv:1: column due_at is missing",
        "d.csv:1: column parcel is missing",
        "d.csv:1: column 'parsel' is not known",
        "d.csv:1: column box stands there twice",
    )


@pytest.mark.input
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "d.csv:1: column delivery is missing"),
        (f"{HEAD}\n".encode(), "d.csv: there is no parcel in it"),
        (f"{HEAD}\n{ROW},P1\n{ROW},P\xff\n".encode("latin-1"), "d.csv:3: is not UTF-8 text"),
        (f'{HEAD}\n{ROW},"P1\n'.encode(), "d.csv:2: a quotation mark is opened and not closed"),
        (f'{HEAD}\n{ROW},"P"1\n'.encode(), "d.csv:2: after a closing quotation mark comes neither"),
        (f"{HEAD}\n{ROW},{'P' * 200_000}\n".encode(), "a cell is far too long"),
        (f"{HEAD}\n{ROW},P\x00\n".encode(), "d.csv:2: parcel 'P\\x00' is not a code"),
        (f"{HEAD},title\n{ROW},P1,\x1b[2J\n".encode(), "is not a title"),
        (f"{HEAD}\nD-1,M,0001-01-01T00:00:00+23:59,P1\n".encode(), "is not a moment"),
        (f"{HEAD}\nD-1,M,9999-12-31T23:59:59-23:59,P1\n".encode(), ""),
        (f"{HEAD},age_limit\n{ROW},P1,１８\n".encode(), "is not years"),
        (f"{HEAD},price_minor\n{ROW},P1,{'9' * 5000}\n".encode(), "is not a sum"),
    ],
)
def test_broken_csv_is_told_in_words(tmp_path: Path, text: bytes, told: str) -> None:
    path = _csv(tmp_path, text)
    if told:
        assert told in _faults(path)[0]
    else:
        assert read(path).parcels


@pytest.mark.input
def test_too_many_rows_or_bytes_are_refused(tmp_path: Path) -> None:
    rows = "".join(f"{ROW},P{n}\n" for n in range(MAX_ROWS + 1))
    assert _faults(_csv(tmp_path, f"{HEAD}\n{rows}")) == ("d.csv:10002: more than 10000 parcels",)
    most = "".join(f"{ROW},P{n}\n" for n in range(MAX_ROWS))
    assert len(read(_csv(tmp_path, f"{HEAD}\n{most}")).parcels) == MAX_ROWS
    assert _faults(_csv(tmp_path, b"x" * (MAX_BYTES + 1))) == ("d.csv: larger than 5 MB",)


@pytest.mark.input
@pytest.mark.slow  # every allocation is counted
def test_two_hundred_thousand_rows_with_errors_are_told_by_row_in_little_memory() -> None:
    raw = f"{HEAD}\nD,o,x,p\n{'D,o,x,p,5' + chr(10)}".encode() + b"D,o,x,p\n" * 200_000
    tracemalloc.start()
    try:
        with pytest.raises(ManifestFaults) as told:
            read_bytes("d.csv", raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told.value.lines[0] == "d.csv:10002: more than 10000 parcels"
    assert told.value.lines[1].startswith("d.csv:2: due_at 'x' is not a moment")
    assert told.value.lines[2] == "d.csv:3: 5 cells instead of 4"
    assert len(told.value.lines) == MAX_ROWS + 1
    assert peak < 32 * 1024 * 1024


@pytest.mark.input
@pytest.mark.slow  # as above
@pytest.mark.parametrize(
    "rows",
    [
        '"parcels": [' + ",".join(['{"a":1}'] * 200_000) + "]",
        '"parcels": [], "customers": [' + ",".join(["[1]"] * 200_000) + "]",
        '"parcels": [], "codes": {' + ",".join(f'"c{n}":"123456"' for n in range(200_000)) + "}",
        '"parcels": [' + "0," * 2_500_000 + "0]",
        '"parcels": [' + "0," * 2_500_000 + '0], "parcels": []',
    ],
    ids=["parcels", "customers", "codes", "numbers", "twice"],
)
def test_two_hundred_thousand_rows_of_json_are_refused_in_a_line_and_little_memory(
    rows: str,
) -> None:
    raw = f'{{"delivery": "D", "carrier": "o", "due_at": 1, {rows}}}'.encode()
    tracemalloc.start()
    try:
        with pytest.raises(ManifestFaults) as told:
            read_bytes("d.json", raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told.value.lines == ("d.json: more than 10000 parcels, customers or codes",)
    assert peak < 1024 * 1024, "nothing of it was opened"


@pytest.mark.input
def test_beyond_as_many_faults_as_rows_each_row_is_listed_once_and_the_others_counted() -> None:
    bad = ",".join(["\x01"] * len(_COLUMNS))
    raw = f"{','.join(_COLUMNS)}\n{chr(10).join([bad] * 500)}".encode()
    with pytest.raises(ManifestFaults) as told:
        read_bytes("d.csv", raw)
    assert (len(told.value.faults), told.value.more) == (500 * len(_COLUMNS), 0)
    with pytest.raises(ManifestFaults) as told:
        read_bytes("d.csv", raw + (b"\n" + bad.encode()) * 1500)
    found, more = told.value.faults, told.value.more
    assert len(found) < MAX_ROWS + 2000
    assert len(found) + more == 2000 * len(_COLUMNS)
    lines = {one.line for one in found if isinstance(one, Fault)}
    assert lines == {*range(2, 2002)}, "every bad row"
    assert told.value.lines[-1] == f"and {more} more"


@pytest.mark.input
def test_a_strange_column_is_told_once_and_a_great_many_are_counted() -> None:
    with pytest.raises(ManifestFaults) as told:
        read_bytes("d.csv", (HEAD + ",a" * 1_000_000).encode())
    assert told.value.lines == ("d.csv:1: column 'a' is not known",)
    many = ",".join(f"c{n}" for n in range(MAX_ROWS + 5))
    with pytest.raises(ManifestFaults) as told:
        read_bytes("d.csv", f"{HEAD},{many}".encode())
    assert (len(told.value.faults), told.value.more) == (MAX_ROWS, 5)
    with pytest.raises(ManifestFaults, match="column 'xxxxx"):
        read_bytes("d.csv", f"{HEAD},{'x' * 100_000}".encode())


@pytest.mark.input
def test_entries_that_are_alike_are_told_by_their_own_lines() -> None:
    rows = ",\n".join(['{"a":1}'] * 3)
    raw = f'{{"delivery":"D","carrier":"o","due_at":1,"parcels":[\n{rows}]}}'.encode()
    with pytest.raises(ManifestFaults) as told:
        read_bytes("d.json", raw)
    assert [line.partition(": ")[0] for line in told.value.lines] == [
        f"d.json:{n}" for n in (2, 3, 4)
    ]


@pytest.mark.input
def test_other_kinds_of_files_are_refused(tmp_path: Path) -> None:
    assert _faults(_csv(tmp_path, "x", "d.xlsx")) == ("d.xlsx: neither .csv nor .json",)


# -- JSON ----------------------------------------------------------------------------------------

JSON = """{
 "delivery": "D-1", "carrier": "Meridian", "due_at": 1790579700000,
 "parcels": [
  {"parcel": "P1", "customer_ref": "c1", "items": [{"title": "Lamp"}, {"title": "Bulb"}]},
  {"parcel": "P2"}
 ],
 "customers": [
  {"customer_ref": "c1", "masked_name": "Maria S.", "last_four": "0417"}
 ],
 "codes": {"c1": "123456"}
}
"""


def test_a_json_manifest_may_hold_several_items(tmp_path: Path) -> None:
    manifest = read(_csv(tmp_path, JSON, "d.json"))
    assert [len(line.items) for line in manifest.parcels] == [2, 0]
    assert manifest.codes == {"c1": "123456"}


@pytest.mark.input
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"P2"', '"P 2"', ["d.json:5: parcel no. 2 of the list: parcel is not a code of up"]),
        ('"P2"', '"P2", "parsel": 1', ["d.json:5: parcel no. 2 of the list: parsel is not known"]),
        (
            '{"parcel": "P2"}',
            '{"parcel": 2},\n{"x": 1}',
            ["d.json:5: parcel no. 2 of the list: p", "d.json:6: parcel no. 3 of the list: x is"],
        ),
        ('{"parcel": "P2"}', "7", ["d.json:5: parcel no. 2 of the list: is not an object"]),
        (
            '"P2"',
            '"P2", "items": [{}]',
            ["d.json:5: parcel no. 2 of the list: items[0].title is m"],
        ),
        (
            '"P2"',
            '"P2", "size": "XS"',
            ["d.json:5: parcel no. 2 of the list: size is not one of S"],
        ),
        ('"P2"', '"P2", "box": "' + "b" * 65 + '"', ["d.json:5: parcel no. 2 of the list: box"]),
        ('"0417"', '"041x"', ["d.json:8: customer no. 1 of the list: last_four is not up to four"]),
        ('"Maria S."', f'"{"M" * 41}"', ["d.json:8: customer no. 1 of the list: masked_name is"]),
        ('"Meridian"', f'"{"M" * 65}"', ["d.json:2: carrier is not a word of up to 64 characters"]),
        ('"P2"}', '"P2"', ["d.json:6: cannot be read as JSON from here"]),
        ("1790579700000", '"tomorrow"', ["d.json:2: due_at is not a moment in milliseconds"]),
        ("1790579700000", "NaN", ["d.json:2: cannot be read as JSON from here"]),
        ('"delivery"', '"delivry"', ["d.json:2: delivry is not known"]),
        ('"c1": "123456"', '"c2": "123456"', ["d.json: there is a code for c2"]),
        ('"123456"', '"12345"', ["d.json:10: codes is not a pickup code"]),
        ('"P2"', '"P1"', ["d.json: parcel P1 stands there twice"]),
        (JSON, "[" * 100_000, ["d.json:1: "]),
        (JSON, "[]", ["d.json:1: is not one object with delivery"]),
        (JSON, "", ["d.json:1: the file ends before its JSON does"]),
    ],
)
def test_broken_json_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    faults = _faults(_csv(tmp_path, JSON.replace(old, new), "d.json"))
    assert len(faults) == len(told)
    for fault, begin in zip(faults, told, strict=True):
        assert fault.startswith(begin)


@pytest.mark.input
def test_a_file_on_one_line_names_the_entry_of_its_list(tmp_path: Path) -> None:
    parcels = ",".join(
        f'{{"parcel":"P{n}","title":1}}' if n == 7 else f'{{"parcel":"P{n}"}}' for n in range(9)
    )
    text = f'{{"delivery":"D-1","carrier":"M","due_at":1,"parcels":[{parcels}]}}'
    assert _faults(_csv(tmp_path, text, "d.json")) == (
        "d.json:1: parcel no. 8 of the list: title is not known",
    )


# -- whatever comes ------------------------------------------------------------------------------

_CELL = st.text(max_size=12) | st.sampled_from(["P1", "D-1", "", "2026-09-28T10:15:00+03:00", "18"])


@pytest.mark.input
@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300)
    | st.lists(st.lists(_CELL, max_size=6), max_size=6).map(
        lambda rows: "\n".join(",".join(row) for row in [list(_COLUMNS)[:5], *rows]).encode(
            "utf-8", "surrogatepass"
        )
    ),
    st.sampled_from(["d.csv", "d.json"]),
)
def test_any_bytes_are_a_manifest_or_told_faults(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, name: str
) -> None:
    path = _csv(tmp_path_factory.getbasetemp(), raw, name)
    try:
        manifest = read(path)
    except ManifestFaults as told:
        lines = told.lines
    else:
        assert isinstance(manifest, Manifest)
        return
    assert lines
    assert all(line.startswith(name) for line in lines)
