"""The language of scenarios: what is in it is understood, all else is told with its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trial import scenario
from kiosk.trial.scenario import GRAMMAR, MAX_BYTES, ScenarioFault, read

WRITTEN = sorted((Path(__file__).parents[1] / "scenarios").glob("*.txt"))


def written(folder: Path, text: str, name: str = "day.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def fault(path: Path) -> str:
    with pytest.raises(ScenarioFault) as told:
        read(path)
    return str(told.value)


@pytest.mark.parametrize(
    ("line", "word", "args"),
    [
        (
            "parcel 48210001-0001-1 in A-07 for Maria",
            "parcel",
            {"parcel": "48210001-0001-1", "cell": "A-07", "customer": "Maria"},
        ),
        (
            "parcel P:1 on D-1 for Maria",
            "parcel",
            {"parcel": "P:1", "delivery": "D-1", "customer": "Maria"},
        ),
        (
            "parcel P:2 in A-07 from Sonora with lamp 4607315290025",
            "parcel",
            {"parcel": "P:2", "cell": "A-07", "seller": "Sonora", "good": "lamp"}
            | {"barcode": "4607315290025"},
        ),
        (
            "parcel P:2 in A-07 for Maria with mug due 50",
            "parcel",
            {"parcel": "P:2", "cell": "A-07", "customer": "Maria", "good": "mug", "due": "50"},
        ),
        ("snap damage", "snap", {"sheet": "damage"}),
        ("camera looks", "camera", {"fault": "looks"}),
        ("extend P:2 14 d", "extend", {"parcel": "P:2", "n": "14"}),
        ("due P:2 450", "due", {"parcel": "P:2", "sum": "450"}),
        ("seller Sonora code SHOP-2222", "seller", {"name": "Sonora", "code": "SHOP-2222"}),
        ("write мария с on home.keys", "write", {"text": "мария с", "pad": "home.keys"}),
        ("expect here hit.c1", "expect", {"what": "here", "value": "hit.c1"}),
        ("expect gone viewer.next", "expect", {"what": "gone", "value": "viewer.next"}),
        (
            "parcel P:1 in A-07 for Maria due 900 aged 18 of 3",
            "parcel",
            {
                "parcel": "P:1",
                "cell": "A-07",
                "customer": "Maria",
                "due": "900",
                "age": "18",
                "items": "3",
            },
        ),
        ("evidence P:1 with 2 photos", "evidence", {"parcel": "P:1", "photos": "2"}),
        ("sign in anna", "sign", {"name": "anna"}),
        ("scan code of Maria", "scan", {"text": "code of Maria"}),
        ("scan 0104600001\\x1d", "scan", {"text": "0104600001\\x1d"}),
        ("show Maria", "show", {"customer": "Maria"}),
        ("tap issue.confirm", "tap", {"widget": "issue.confirm"}),
        ("hold count.discard", "hold", {"widget": "count.discard"}),
        ("rules wb_like", "rules", {"policy": "wb_like"}),
        ("type 4821*8301 on home.code", "type", {"text": "4821*8301", "pad": "home.code"}),
        ("button section-a press", "button", {"name": "section-a"}),
        ("printer runs out", "printer", {"fault": "runs out"}),
        ("scanner comes back", "scanner", {"fault": "comes back"}),
        ("network down", "network", {"state": "down"}),
        ("plug pulled", "plug", {"state": "pulled"}),
        ("expect light A-07", "expect", {"what": "light", "value": "A-07"}),
        (
            "expect answer 1 parcel is left",
            "expect",
            {"what": "answer", "value": "1 parcel is left"},
        ),
        (
            "expect central issued P:1",
            "expect",
            {"book": "central", "fact": "issued", "subject": "P:1"},
        ),
        ("picture a-1.png", "picture", {"file": "a-1.png"}),
        ("picture a-1.png Two", "picture", {"file": "a-1.png", "words": "Two"}),
        ("pass 8 d", "pass", {"n": "8", "unit": "d"}),
    ],
)
def test_a_line_is_understood(tmp_path: Path, line: str, word: str, args: dict[str, str]) -> None:
    (step,) = read(written(tmp_path, line))
    assert (step.file, step.line, step.word, step.args) == ("day.txt", 1, word, args)


def test_blank_lines_and_remarks_are_skipped_but_counted(tmp_path: Path) -> None:
    steps = read(written(tmp_path, "# a day\n\n  sign in anna   # the manager\n\nplug pulled\n"))
    assert [(step.line, step.word) for step in steps] == [(3, "sign"), (5, "plug")]
    assert steps[0].args == {"name": "anna"}


def test_an_included_file_is_played_in_its_place(tmp_path: Path) -> None:
    written(tmp_path, "sign in igor\n", "morning.txt")
    steps = read(written(tmp_path, "network up\ninclude morning.txt\nplug pulled\n"))
    assert [(s.file, s.line, s.word) for s in steps] == [
        ("day.txt", 1, "network"),
        ("morning.txt", 1, "sign"),
        ("day.txt", 3, "plug"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "sign in anna\njump high",
            "day.txt:2: unknown word 'jump'; known are parcel, cancel",
        ),
        ("sign out anna", "day.txt:1: 'sign' does not go with 'out anna'"),
        ("button Section press", "day.txt:1: 'button' does not go with 'Section press'"),
        ("tap", "day.txt:1: 'tap' does not go with ''"),
        ("hold", "day.txt:1: 'hold' does not go with ''"),
        ("rules WB", "day.txt:1: 'rules' does not go with 'WB'"),
        ("parcel P:1 for Maria", "day.txt:1: 'parcel' does not go with"),
        ("parcel P:1 in A-07 for Maria from Sonora", "day.txt:1: 'parcel' does not go with"),
        ("parcel P:1 in A-07 for Maria with mug 12", "day.txt:1: 'parcel' does not go with"),
        ("seller Sonora code short", "day.txt:1: 'seller' does not go with 'Sonora code short'"),
        ("extend P:1 2 h", "day.txt:1: 'extend' does not go with 'P:1 2 h'"),
        ("due P:1 4.50", "day.txt:1: 'due' does not go with 'P:1 4.50'"),
        ("write a on", "day.txt:1: 'write' does not go with 'a on'"),
        ("expect weather fine", "day.txt:1: 'expect' does not go with"),
        ("picture ../../secret.png", "day.txt:1: 'picture' does not go with"),
        ("include ../other.txt", "day.txt:1: 'include' does not go with"),
        ("include nowhere.txt", "nowhere.txt:0: cannot be read: No such file"),
        ("include day.txt", "includes go more than four files deep"),
        ("#" * (MAX_BYTES + 1), f"day.txt:0: larger than {MAX_BYTES} bytes"),
    ],
)
def test_what_is_not_in_the_language_is_told_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    assert said in fault(written(tmp_path, text))


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "day.txt"
    path.write_bytes(b"scan \xff\xfe\n")
    assert fault(path) == "day.txt:0: is not UTF-8 text"


@given(st.text(max_size=60))
def test_any_line_is_understood_or_told(
    tmp_path_factory: pytest.TempPathFactory, line: str
) -> None:
    path = written(tmp_path_factory.getbasetemp(), line, "any.txt")
    try:
        words = {step.word for step in read(path)}
    except ScenarioFault as told:
        words = set()
        said = told.text
    else:
        said = "understood"
    assert words <= set(GRAMMAR)
    assert said


def test_every_word_is_explained_in_the_manual() -> None:
    assert all(explained for _, explained in scenario.GRAMMAR.values())


def test_there_are_scenarios_and_each_begins_with_what_it_is_about() -> None:
    assert len(WRITTEN) >= 4
    for path in WRITTEN:
        assert path.read_text(encoding="utf-8").startswith("# ")
        assert read(path)
