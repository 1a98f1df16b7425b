"""Entries are counted as JSON means them, and as far as the bound alone."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.central.json_lists import has_longer_list

_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=6),
    lambda one: st.lists(one, max_size=5) | st.dictionaries(st.text(max_size=3), one, max_size=5),
    max_leaves=25,
)


@pytest.mark.input
@pytest.mark.parametrize(
    ("raw", "is_longer"),
    [
        (b'{"a":[1,2,3]}', False),
        (b'{"a":[1,2,3,4]}', True),
        (b'{"a":[],"b":[1],"c":[1],"d":[1],"e":[1]}', False),
        (b'{"a":[[1,2,3,4],{"x":1,"y":2,"z":[5,6,7,8]},",,,,"]}', False),
        (rb'{"a":["\",,,,\\","]],,,,",3]}', False),
        (rb'{"a":["\\",2,3,4]}', True),
        (b'{"a":{"x":1,"y":2,"z":3,"v":4}}', True),
        (b'{"a":[1,2,3,4],"a":[]}', True),  # of a key that stands there twice the last one counts
    ],
)
def test_a_list_of_the_file_is_counted_and_nothing_within_it(
    raw: bytes, *, is_longer: bool
) -> None:
    msgspec.json.decode(raw)
    assert has_longer_list(raw, 3) == is_longer


@given(st.dictionaries(st.text(max_size=3), _JSON, max_size=5))
def test_it_counts_as_whoever_opens_it(told: dict[str, object]) -> None:
    longest = max((len(one) for one in told.values() if isinstance(one, list | dict)), default=0)
    raw = msgspec.json.encode(told)
    assert has_longer_list(raw, max(longest, 1)) is False
    assert longest < 2 or has_longer_list(raw, longest - 1)


@pytest.mark.input
def test_what_is_no_json_after_the_bound_is_not_looked_at() -> None:
    assert has_longer_list(b'{"a":[' + b"0," * 3 + b'"' + b"\\" * 100_000, 3)
    assert not has_longer_list(b'{"a":["' + b"\\" * 100_000, 3)
