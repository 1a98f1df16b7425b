"""The seam between the central's modules and their database."""

import pytest

from kiosk.central.sql import json_list
from tests.central.conftest import Central


@pytest.mark.parametrize("ids", [[], ["a"], ["a", 'b"', "ж", "a,b"]])
def test_a_list_of_values_travels_as_one(central: Central, ids: list[str]) -> None:
    rows = central.store._conn.execute("SELECT value FROM json_each(?)", [json_list(ids)])
    assert [row[0] for row in rows.fetchall()] == ids
