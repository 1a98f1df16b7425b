"""docs/privacy.md names every table that may hold something of a person; no other one does."""

import re
from pathlib import Path

from kiosk.central.schema import STEPS
from kiosk.store.counter_file import CounterFile

PAGE = Path(__file__).parent.parent / "docs" / "privacy.md"
# A column of such a name tells something of a person, or of what a person was given.
PERSONAL = re.compile(
    r"name$|masked|last_four|digest|pin_hash|customer_ref|initials|^doc$|^blob$|^words$|^actor$"
)
# Folded rows: a customer's reference alone, which `parcel` and the like need as long as they last.
BOOKS = {"parcel", "session", "shadow_parcel", "shadow_session"}
# What is called a name and is none of a person's.
NOT_OF_PEOPLE = {"setting", "_sqlite_migrations"}


def test_every_table_with_something_of_a_person_is_named(tmp_path: Path) -> None:
    file = CounterFile(tmp_path / "counter.db", "box-1", epoch="a" * 16, at=1)
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    tables = [str(row[0]) for row in file.db.execute(sql).fetchall()]
    personal = {
        table
        for table in tables
        if any(
            PERSONAL.search(str(column[0]))
            for column in file.db.execute("SELECT name FROM pragma_table_info(?)", [table])
        )
    }
    file.close()
    named = set(re.findall(r"`([a-z_]+)`", PAGE.read_text(encoding="utf-8")))
    own = {table for table in personal if not table.startswith("found_")}
    assert own - named - BOOKS - NOT_OF_PEOPLE == set()


def test_what_the_page_lists_is_there(tmp_path: Path) -> None:
    file = CounterFile(tmp_path / "counter.db", "box-1", epoch="a" * 16, at=1)
    found = file.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    file.close()
    rows = re.findall(r"^\| (`.+?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    assert listed - {"inbox"} <= {str(row[0]) for row in found}


def test_every_table_with_something_of_a_person_has_a_term(tmp_path: Path) -> None:
    rows = re.findall(r"^\| (`.+?) \| (.+?) \| (.+?) \| (.+?) \|$",
                      PAGE.read_text(encoding="utf-8"), re.MULTILINE)  # fmt: skip
    terms = {
        n: term for row in rows for n in re.findall(r"`([a-z_]+)`", row[0]) for term in row[2:3]
    }
    file = CounterFile(tmp_path / "counter.db", "box-1", epoch="a" * 16, at=1)
    personal = _personal(file)
    file.close()
    without = personal - BOOKS - NOT_OF_PEOPLE - {n for n, term in terms.items() if term.strip()}
    assert without == set(), "say in docs/privacy.md how long, and let retention do it"


def _personal(file: CounterFile) -> set[str]:
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    tables = [str(row[0]) for row in file.db.execute(sql).fetchall()]
    columns = "SELECT name FROM pragma_table_info(?)"
    return {
        table
        for table in tables
        if not table.startswith("found_")
        and any(PERSONAL.search(str(c[0])) for c in file.db.execute(columns, [table]))
    }


# What may tell of a person at the central: by reference, by name, or in bytes as they came.
AT_THE_CENTRAL = re.compile(r"customer_ref|user_name|^name$|^raw$|^body$|secret|^answer$|added_by")


def test_every_table_of_the_central_with_something_of_a_person_has_a_term() -> None:
    made = re.findall(
        r"CREATE TABLE (\w+) \((.*?)\)\s+STRICT", " ".join(map(" ".join, STEPS)), re.DOTALL
    )
    personal = {
        table
        for table, columns in made
        if any(AT_THE_CENTRAL.search(one.split()[0]) for one in columns.split(",") if one.strip())
    }
    page = PAGE.read_text(encoding="utf-8").partition("## At the central")[2]
    rows = re.findall(r"^\| (tables? .+?|folder.+?) \| .+? \| (.+?) \|", page, re.MULTILINE)
    listed = {n for row, term in rows if term.strip() for n in re.findall(r"`([a-z_]+)`", row)}
    assert personal - {"point"} <= listed, "say how long, and let central/retention.py do it"
    assert {"photos", "attachments", "pictures", "wishes", "evidence"} <= listed
    assert listed - {"photos", "attachments", "pictures", "wishes"} <= {table for table, _ in made}
