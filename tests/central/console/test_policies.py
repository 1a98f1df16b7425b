"""Policies in the console: what a point works by, a look at the changes, and sending them."""

import html
import re

import pytest

from kiosk.central.profiles import profiles
from kiosk.central.users import Role
from kiosk.core.facts.box import PolicyApplied
from kiosk.core.messages import PolicySet, decode
from tests.central.conftest import Box
from tests.central.console.stand import Stand, Visitor

WB = "/policies/compare?point=p1&policy=wb_like"


@pytest.fixture
def box(stand: Stand) -> Box:
    """A box that works by the rules it began with."""
    made = Box()
    made.tell(PolicyApplied("ozon_like", profiles()["ozon_like"].version))
    stand.central.take(made.hello(), made.batch(1))
    return made


def _letters(stand: Stand) -> list[object]:
    raws = stand.central.store.above("box-1", 0, 1000, 10**7)[1]
    return [one.facts for one in map(decode, raws) if isinstance(one.facts, PolicySet)]


def _send(visitor: Visitor, page: str, policy: str = "wb_like") -> str:
    seen = visitor.get(page).text.partition('name="seen" value="')[2].partition('"')[0]
    visitor.post("/policies/send", page, point="p1", policy=policy, seen=seen)
    return visitor.get("/policies").text


@pytest.mark.usefixtures("box")
def test_a_policy_is_compared_and_sent(stand: Stand) -> None:
    visitor = stand.signed_in()
    assert "the same" in visitor.get("/policies").text
    page = visitor.get(WB).text
    assert 'storage, days<br><code class="tech">storage_days</code>' in page
    assert '<code class="wrap">wb_like</code>' in page
    assert "Nothing would change" in visitor.get(WB.replace("wb_like", "ozon_like")).text
    before = len(_letters(stand))
    assert "on its way" in _send(visitor, WB)
    assert len(_letters(stand)) == before + 1
    assert stand.deeds()[-1][1:] == ("policy.send", "p1 wb_like", "done")


@pytest.mark.usefixtures("box")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("<li>an area of at least 20 m²</li>", "30,000.00\u00a0₽", "<td>never</td>")),
        ("ru", ("<li>площадь не меньше 20 м²</li>", "30\u00a0000,00\u00a0₽", "<td>никогда</td>")),
        ("pt", ("<li>M: 5,00</li>", "30.000,00\u00a0₽", "<td>nenhum</td>")),
    ],
)
def test_changes_are_told_as_people_read_them(
    stand: Stand, language: str, words: tuple[str, ...]
) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.client.cookies.set("language", language)
    page = html.unescape(visitor.get(WB).text)
    assert [one for one in words if one not in page] == []
    assert not re.search(r'[\[{]"|\[\]', page), "as programs write it"


def test_the_second_is_told_that_the_rules_are_others_now(stand: Stand, box: Box) -> None:
    visitor = stand.signed_in()
    seen = visitor.get(WB).text.partition('name="seen" value="')[2].partition('"')[0]
    box.tell(PolicyApplied("pudo_eu", 1))
    stand.central.take(box.batch(box.head))
    went = visitor.post("/policies/send", WB, point="p1", policy="wb_like", seen=seen)
    assert "Somebody else was quicker" in visitor.get(went.headers["location"]).text
    assert _letters(stand) == []


def test_a_version_nobody_knows_here_is_told_as_such(stand: Stand, box: Box) -> None:
    box.tell(PolicyApplied("pudo_eu", 9))
    stand.central.take(box.batch(box.head))
    page = stand.signed_in(Role.OPERATOR).get(WB).text
    assert "not known here" in page
    assert "Admins send them" in page


@pytest.mark.input
@pytest.mark.usefixtures("box")
@pytest.mark.parametrize(
    ("point", "policy"), [("", ""), ("nowhere", "wb_like"), ("p1", "<b>"), ("%00", "wb_like")]
)
def test_what_is_no_point_or_policy_is_told(stand: Stand, point: str, policy: str) -> None:
    visitor = stand.signed_in()
    assert visitor.get(f"/policies/compare?point={point}&policy={policy}").status_code == 404
    visitor.post("/policies/send", "/policies", point=point, policy=policy, seen="x")
    assert stand.deeds()[-1][3] != "done"
    assert _letters(stand) == []
