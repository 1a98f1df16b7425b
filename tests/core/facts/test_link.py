"""The facts of the link read and refuse as all facts do."""

import msgspec
import pytest

from kiosk.core.events import FACTS
from kiosk.core.facts import link


def test_the_facts_have_their_words() -> None:
    assert FACTS["link.lost"] is link.LinkLost
    assert FACTS["link.restored"] is link.LinkRestored


@pytest.mark.parametrize("raw", [b"{}", b'{"since":-1}', b'{"since":"now"}', b'{"since":9e99}'])
def test_a_bad_moment_is_refused(raw: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        msgspec.json.decode(raw, type=link.LinkLost)
