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


@given(
    st.text(st.characters(codec="ascii", exclude_characters="/:\r\n\x00"), min_size=1, max_size=9)
)
def test_no_name_is_a_formula(who: str) -> None:
    text = figures_csv.table({"2026-09-28": {f"issued/{who}": 1}}, FIRST, FIRST)
    assert not read(text)[1]["who"].startswith(("=", "+", "-", "@", "\t"))
