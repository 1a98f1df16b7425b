"""The table for a spreadsheet: its columns are those of the page, nothing in it is a formula."""

import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import figures_csv
from kiosk.core.figures import Figure

FIRST, LAST = date(2026, 9, 28), date(2026, 9, 30)
DAYS = {
    "2026-09-28": {"issued": 8, "issued/anna": 8, "items_taken": 6, "items_refused": 2},
    "2026-09-30": {"issued": 1},
}


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_day_has_a_line_and_each_of_its_people_too() -> None:
    rows = read(figures_csv.table(DAYS, FIRST, LAST))
    assert [(row["day"], row["who"]) for row in rows] == [
        ("2026-09-28", ""),
        ("2026-09-28", "anna"),
        ("2026-09-29", ""),
        ("2026-09-30", ""),
    ]
    assert list(rows[0]) == ["day", "who", *Figure]
    assert (rows[0]["issued"], rows[1]["issued"], rows[2]["issued"]) == ("8", "8", "0")
    assert rows[0]["refusal_share"] == "0.2500"
    assert rows[3]["refusal_share"] == "", "too few cases"
    assert rows[1]["returns"] == "", "no figure of a person"


def test_what_they_are_made_of_has_a_line_each() -> None:
    days = {
        "2026-09-27": {"cancelled:unclaimed": 9},
        "2026-09-28": {
            "cancelled:unclaimed": 2,
            "refused_why:size": 3,
            "missing": 1,
            "issued@18": 7,
            "paid_cash:RUB": 500,
            "issued/anna": 7,
        },
    }
    rows = read(figures_csv.breakdown(days, FIRST, LAST))
    assert {(row["of"], row["what"]): row["n"] for row in rows} == {
        ("cancelled", "unclaimed"): "2",
        ("refused", "size"): "3",
        ("difference", "missing"): "1",
        ("issued_at", "18"): "7",
        ("paid_minor", "cash RUB"): "500",
    }
    assert {row["day"] for row in rows} == {"2026-09-28"}
    odd = figures_csv.breakdown({"2026-09-28": {"refused_why:=1+1": 1}}, FIRST, LAST)
    assert read(odd)[0]["what"] == "'=1+1", "a network's reason is no formula"


@given(
    st.text(st.characters(codec="ascii", exclude_characters="/:\r\n\x00"), min_size=1, max_size=9)
)
def test_no_name_is_a_formula(who: str) -> None:
    text = figures_csv.table({"2026-09-28": {f"issued/{who}": 1}}, FIRST, FIRST)
    assert not read(text)[1]["who"].startswith(("=", "+", "-", "@", "\t"))
