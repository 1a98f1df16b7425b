"""Erasures in the console: how each stands, and asking for one."""

import pytest

from kiosk.central.console.erasing import word_of
from kiosk.central.erase_wishes import DAY_MS
from kiosk.central.erasures import Asked
from kiosk.central.users import Role
from tests.central.console.stand import Stand


def test_a_customer_is_forgotten_once(stand: Stand) -> None:
    visitor = stand.signed_in()
    assert "Nobody asked" in visitor.get("/erasures").text
    visitor.post("/erasures/ask", "/erasures", customer_ref="c-77", days="14")
    page = visitor.get("/erasures").text
    assert "c-77" in page
    assert "no box knew the customer" in page
    ((ref, due),) = stand.central.rows("SELECT customer_ref, due_at - asked_at FROM erasure")
    assert (ref, due) == ("c-77", 14 * DAY_MS)
    who, what, about, outcome = stand.deeds()[-1]
    assert (what, about.endswith(" c-77"), outcome) == ("erasure.ask", True, "done")
    assert who


def test_one_that_is_under_way_is_not_asked_again(stand: Stand) -> None:
    with stand.central.store.unit():
        stand.central.store.codes_told("p1", "c-77", 1)
    visitor = stand.signed_in()
    visitor.post("/erasures/ask", "/erasures", customer_ref="c-77", days="0")
    again = visitor.post("/erasures/ask", "/erasures", customer_ref="c-77", days="0")
    assert (again.status_code, "being forgotten already" in again.text) == (409, True)
    assert len(stand.central.rows("SELECT * FROM erasure")) == 1
    page = visitor.get("/erasures").text
    assert "asked" in page
    assert "under way" in page
    stand.at += DAY_MS
    stand.mono += 1
    assert "overdue" in visitor.get("/erasures").text


@pytest.mark.input
@pytest.mark.parametrize(
    ("customer", "days"),
    [
        ("", "30"),
        ("a b", "30"),
        ("x" * 65, "x"),
        ("c1", "366"),
        ("c1", "-1"),
        ("c1", "²"),
        ("\0", "1"),
    ],
)
def test_a_strange_request_is_refused_in_words(stand: Stand, customer: str, days: str) -> None:
    visitor = stand.signed_in()
    answer = visitor.post("/erasures/ask", "/erasures", customer_ref=customer, days=days)
    assert (answer.status_code, "0 to 365" in answer.text) == (422, True)
    assert stand.central.rows("SELECT * FROM erasure") == []


def test_operators_look_and_admins_ask(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    assert "/erasures/ask" not in visitor.get("/erasures").text


def test_how_it_stands_is_one_word() -> None:
    one = Asked("r", "c", "central", 0, 10, None, {})
    assert [word_of(one, at) for at in (9, 11)] == ["open", "overdue"]
    assert word_of(Asked("r", "c", "request", 0, None, None, {}), 10**13) == "open"
    assert word_of(Asked("r", "c", "central", 0, 10, 12, {}), 11) == "done"
    assert word_of(Asked("r", "c", "central", 0, 10, None, {}, 5, "vera"), 11) == "kept"
    assert word_of(Asked("r", "c", "central", 0, 10, 12, {}, 5, "vera"), 11) == "done"


def under_way(stand: Stand) -> str:
    """Have a customer forgotten that one box knows; return the request."""
    with stand.central.store.unit():
        stand.central.store.codes_told("p1", "c-77", 1)
    stand.signed_in().post("/erasures/ask", "/erasures", customer_ref="c-77", days="30")
    ((request,),) = stand.central.rows("SELECT request FROM erasure")
    return str(request)


def test_one_is_taken_back_with_a_reason(stand: Stand) -> None:
    request, visitor = under_way(stand), stand.signed_in()
    assert "Take back" in visitor.get("/erasures").text
    visitor.post("/erasures/back", "/erasures", request=request, why="she wrote to us")
    page = visitor.get("/erasures").text
    for part in ("taken back", "she wrote to us", "told to keep it"):
        assert part in page
    assert "Take back" not in page
    _, what, about, outcome = stand.deeds()[-1]
    assert (what, about, outcome) == ("erasure.back", request, "done")
    again = visitor.post("/erasures/back", "/erasures", request=request, why="twice")
    assert "taken back before" in visitor.get(again.headers["location"]).text


@pytest.mark.input
@pytest.mark.parametrize(
    ("request_", "why", "said"),
    [("", "", "few words"), ("none", "x", "no such request"), ("\0", " ", "few words")],
)
def test_a_strange_one_takes_nothing_back(stand: Stand, request_: str, why: str, said: str) -> None:
    under_way(stand)
    visitor = stand.signed_in()
    answer = visitor.post("/erasures/back", "/erasures", request=request_, why=why)
    if answer.status_code in {302, 303}:
        answer = visitor.get(answer.headers["location"])
    assert said in answer.text
    assert stand.central.rows("SELECT withdrawn_at FROM erasure") == [(None,)]


def test_what_is_done_is_not_taken_back(stand: Stand) -> None:
    visitor = stand.signed_in()
    visitor.post("/erasures/ask", "/erasures", customer_ref="c-77", days="30")
    ((request,),) = stand.central.rows("SELECT request FROM erasure")
    answer = visitor.post("/erasures/back", "/erasures", request=request, why="x")
    assert "nothing brings the data back" in visitor.get(answer.headers["location"]).text


def test_operators_take_nothing_back(stand: Stand) -> None:
    under_way(stand)
    visitor = stand.signed_in(Role.OPERATOR)
    assert "/erasures/back" not in visitor.get("/erasures").text
