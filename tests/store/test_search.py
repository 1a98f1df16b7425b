"""Search: what people type finds what they mean, and nothing they type is a command."""

import re
import string
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.store import search
from kiosk.store.customers import Customer
from tests.store.conftest import Ledger


@pytest.fixture
def shelf(ledger: Ledger) -> Ledger:
    ledger.expect("P1", title="Чайник «Ёжик» 1,7 л")
    ledger.expect("P2", title="Телевизор 55\" O'Neill (black)")
    ledger.expect("P3", title="Café au lait, écru")
    with ledger.file.unit():
        ledger.file.customers.keep(Customer("c1", "Пётр А.", "1234"))
    return ledger


@pytest.mark.parametrize("asked", ["пётр", "петр", "ПЕТР", "Пёт", "пет а"])
def test_yo_is_found_as_ye_in_any_case(shelf: Ledger, asked: str) -> None:
    assert shelf.file.search(asked) == (("customer", "c1"),)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["майя", "семён й", "Ё"])
def test_letters_with_loose_accents_are_the_same_letters(
    form: str, asked: str, ledger: Ledger
) -> None:
    name = unicodedata.normalize("NFD", "Майя Семёновна Й. Ёжикова")
    with ledger.file.unit():
        ledger.file.customers.keep(Customer("c1", name, "1234"))
    assert ledger.file.search(unicodedata.normalize(form, asked)) == (("customer", "c1"),)


@pytest.mark.parametrize("asked", ["ежик", "Ёжик", "чай еж", "ёж чайник", "1 7"])
def test_every_word_may_be_begun_and_in_any_order(shelf: Ledger, asked: str) -> None:
    assert shelf.file.search(asked) == (("parcel", "P1"),)


@pytest.mark.parametrize("asked", ['55"', "o'neill", "(black)", '"black"', "black -телевизор"])
def test_quotes_and_brackets_are_no_more_than_gaps(shelf: Ledger, asked: str) -> None:
    assert shelf.file.search(asked) == (("parcel", "P2"),)


def test_accents_do_not_matter(shelf: Ledger) -> None:
    assert shelf.file.search("cafe ecru") == (("parcel", "P3"),)


@pytest.mark.parametrize(
    "asked",
    [
        'a" OR (',
        "NOT",
        "чайник AND NOT",
        "words : x",
        "NEAR(a b)",
        "чайник ^ x",
        "'; DROP TABLE",
        "*",
    ],
)
def test_no_operator_of_the_query_language_gets_through(shelf: Ledger, asked: str) -> None:
    assert shelf.file.search(asked) == ()


@pytest.mark.parametrize("asked", ["", "   ", "___", '"""', "\0", "«»"])
def test_nothing_asked_finds_nothing(shelf: Ledger, asked: str) -> None:
    assert shelf.file.search(asked) == ()


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters() | st.sampled_from(string.punctuation + " ёЁ"), max_size=80))
def test_whatever_is_typed_never_fails(shelf: Ledger, asked: str) -> None:
    assert len(shelf.file.search(asked)) <= search.MOST


def test_a_new_name_replaces_the_old_one(shelf: Ledger) -> None:
    with shelf.file.unit():
        shelf.file.customers.keep(Customer("c1", "Мария И.", "1234"))
    assert shelf.file.search("петр") == ()
    assert shelf.file.search("мария") == (("customer", "c1"),)


def test_what_is_forgotten_is_found_no_more_and_others_are(shelf: Ledger) -> None:
    with shelf.file.unit():
        search.forget(shelf.db, "customer", "c1")
        search.forget(shelf.db, "customer", "nobody")
    assert shelf.file.search("петр") == ()
    assert shelf.file.search("чайник") == (("parcel", "P1"),)
    assert shelf.db.execute("SELECT count(*) FROM findable").fetchone()[0] == 3


def test_a_moved_parcel_is_still_found(shelf: Ledger) -> None:
    shelf.store("P1", "A-01")
    assert shelf.file.search("чайник") == (("parcel", "P1"),)


def test_a_failed_unit_leaves_nothing_to_be_found(shelf: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), shelf.file.unit():  # noqa: PT012
        search.note(shelf.db, "customer", "c2", "Ольга")
        raise ZeroDivisionError
    assert shelf.file.search("ольга") == ()


def test_a_search_shows_fifty_at_most(ledger: Ledger) -> None:
    with ledger.file.unit():
        for n in range(60):
            search.note(ledger.db, "parcel", f"P{n}", "лампа")
    assert len(ledger.file.search("лампа")) == search.MOST == 50


# -- slips ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("чайнек", ("parcel", "P1")),
        ("чйаник", ("parcel", "P1")),
        ("чаник", ("parcel", "P1")),
        ("чайнник", ("parcel", "P1")),
        ("телевизл", ("parcel", "P2")),  # not typed to its end
        ("blakc телевизор", ("parcel", "P2")),
        ("xfqybr", ("parcel", "P1")),
        ("тщт афге", None),
        ("сфау", ("parcel", "P3")),
        ("`;br", ("parcel", "P1")),
        ("gtnh", ("customer", "c1")),
        ("питр", ("customer", "c1")),
    ],
)
def test_a_slip_of_the_fingers_still_finds(
    shelf: Ledger, asked: str, found: tuple[str, str] | None
) -> None:
    assert shelf.file.search(asked) == ()
    assert shelf.file.search_near(asked) == ((found,) if found else ())


@pytest.mark.parametrize(
    "asked", ["пер", "2 7", "56", "чайнегг", "NEAR(a", '"', "\0", "x" * 10_000, " "]
)
def test_what_is_short_or_a_number_or_far_off_is_not_guessed(shelf: Ledger, asked: str) -> None:
    assert shelf.file.search_near(asked) == ()


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters() | st.sampled_from(string.punctuation + " ёЁ"), max_size=80))
def test_no_guess_ever_fails(shelf: Ledger, asked: str) -> None:
    assert len(shelf.file.search_near(asked)) <= search.MOST


def test_a_forgotten_name_leaves_no_word_to_guess(shelf: Ledger) -> None:
    with shelf.file.unit():
        shelf.file.customers.forget_all()
    assert shelf.file.search_near("питр") == ()
    assert shelf.db.execute("SELECT 1 FROM found_word WHERE term = 'петр'").fetchone() is None


def test_a_word_with_many_endings_is_found_by_its_beginning(ledger: Ledger) -> None:
    with ledger.file.unit():
        for n in range(80):
            search.note(ledger.db, "parcel", f"P{n}", f"лампа{n}")
    assert len(ledger.file.search("ламп")) == 50
    assert ledger.file.search("лампа79") == (("parcel", "P79"),)


def test_no_question_of_a_search_reads_a_whole_table(shelf: Ledger) -> None:
    asked = {search.FIND: ['"a"*', 50], search.NEXT_WORD: ["a"]}
    for sql, values in asked.items():
        plan = shelf.db.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        steps = [str(step[3]) for step in plan]
        scans = [step for step in steps if step.startswith("SCAN")]
        assert not any("TEMP B-TREE" in step for step in steps), steps
        # a virtual table's plan ends in what it asks its index for
        assert scans, steps
        assert all(re.search(r"VIRTUAL TABLE INDEX [1-9]", step) for step in scans), steps


def test_a_name_with_its_initial_is_found_among_many_words_that_begin_so(ledger: Ledger) -> None:
    with ledger.file.unit():
        for n in range(80):
            search.note(ledger.db, "parcel", f"P{n}", f"с{n:02d}")
        for n, initial in enumerate("СТС"):
            ledger.file.customers.keep(Customer(f"c{n}", f"Мария {initial}.", "1234"))
    assert ledger.file.search("мария с") == (("customer", "c2"), ("customer", "c0"))
    assert ledger.file.search("с79") == (("parcel", "P79"),)
