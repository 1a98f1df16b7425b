"""The facts of updates read and refuse as all facts do."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import updating


def test_the_facts_have_their_words() -> None:
    assert FACTS["update.begun"] is updating.UpdateBegun
    assert FACTS["update.installed"] is updating.UpdateInstalled
    assert FACTS["update.confirmed"] is updating.UpdateConfirmed
    assert FACTS["update.rolled_back"] is updating.UpdateRolledBack
    assert FACTS["update.failed"] is updating.UpdateFailed


@pytest.mark.input
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"update": "", "version": "2.0.0"},
        {"update": "a b", "version": "2.0.0"},
        {"update": "r1", "version": ""},
        {"update": "r1", "version": "2 0"},
        {"update": "r1", "version": "2\n"},
        {"update": "r1", "version": "x" * 33},
        {"update": "r1", "version": "2.0.0", "was": "1.0.0", "back_to": "1.0.0", "cause": "x" * 65},
        {"update": "r1", "version": "2.0.0", "was": "1.0.0", "back_to": "1.0.0", "cause": "a\x1b"},
    ],
)
@pytest.mark.parametrize("kind", [updating.UpdateRolledBack, updating.UpdateFailed])
def test_a_fact_out_of_its_bounds_is_none(kind: type, facts: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(facts, kind)
