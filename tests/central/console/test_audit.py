"""The list of what was done."""

import pytest

from kiosk.central.users import Deed, Role
from tests.central.console.stand import Stand


def test_the_newest_stands_first_and_the_rest_a_page_on(stand: Stand) -> None:
    visitor = stand.signed_in(name="anna")
    with stand.central.store.unit():
        for number in range(60):
            stand.central.store.users.note(
                Deed(stand.at, "boris", "::1", "x", f"<{number}>", "done")
            )
    first = visitor.get("/audit").text
    assert "&lt;59&gt;" in first
    assert "&lt;5&gt;" not in first
    older = first.split('href="/audit?user=&amp;before=')[1].split('"')[0]
    assert "&lt;5&gt;" in visitor.get(f"/audit?before={older}").text
    assert "&lt;59&gt;" not in visitor.get("/audit?user=anna").text


@pytest.mark.input
@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣", "1;DROP TABLE user_audit"])
def test_a_strange_number_is_none(stand: Stand, before: str) -> None:
    visitor = stand.signed_in(Role.ADMIN)
    assert visitor.get(f"/audit?before={before}").status_code == 200


@pytest.mark.input
def test_a_letter_that_a_database_cannot_hold_is_asked_of_none(stand: Stand) -> None:
    page = stand.signed_in().get("/audit?user=%00")
    assert page.status_code == 200
    assert 'name="user" value="\N{REPLACEMENT CHARACTER}"' in page.text
