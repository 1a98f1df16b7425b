"""The people of a point in the console."""

import re
from html import unescape

import pytest

from kiosk.central.console.crew import mark_of
from kiosk.central.people import Known
from kiosk.central.users import Role
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.people import StaffAdded, StaffChanged
from kiosk.core.messages import StaffUpsert, decode
from kiosk.core.team import Staff
from kiosk.core.words import Outcome, Right
from kiosk.core.words import Role as Post
from tests.central.conftest import Box
from tests.central.console.stand import Stand, Visitor

PAGE = "/staff?point=p1"


@pytest.fixture
def box(stand: Stand) -> Box:
    """A box whose point has an owner and a clerk."""
    made = Box()
    made.tell(StaffAdded("olga", Post.OWNER), StaffAdded("ira", Post.CLERK))
    stand.central.take(made.hello(), made.batch(1))
    with stand.central.store.unit():
        told = [StaffUpsert("olga", "Olga S.", Post.OWNER), StaffUpsert("ira", "Ira", Post.CLERK)]
        stand.central.store.queue("p1", told, stand.at, "x")
    return made


def _letters(stand: Stand) -> list[StaffUpsert]:
    raws = stand.central.store.above("box-1", 0, 1000, 10**7)[1]
    return [one.facts for one in map(decode, raws) if isinstance(one.facts, StaffUpsert)][2:]


def _change(visitor: Visitor, staff: str, action: str, **more: str) -> tuple[int, str]:
    page = visitor.get(PAGE).text
    found = re.search(
        rf'name="staff" value="{staff}"><input type="hidden" name="seen" value="([^"]*)"', page
    )
    told = {"point": "p1", "staff": staff, "action": action, "seen": found[1] if found else ""}
    answer = visitor.post("/staff/change", PAGE, **{**told, **more})
    return answer.status_code, answer.text if answer.status_code != 303 else visitor.get(PAGE).text


def _alert(page: str) -> str:
    """Return what stands above the forms when nothing was done."""
    found = re.search(r'role="alert".*?</svg>([^<]*)</p>', page, re.DOTALL)
    return unescape(found[1]).strip() if found else ""


@pytest.mark.usefixtures("box")
def test_the_people_of_a_point_are_listed_to_operators(stand: Stand) -> None:
    page = stand.signed_in(Role.OPERATOR).get(PAGE).text
    for words in ("Olga S.", "olga", "owner", "Ira", "clerk"):
        assert words in page
    assert stand.signed_in(Role.VIEWER).get(PAGE).status_code == 403


@pytest.mark.usefixtures("box")
def test_somebody_joins_is_changed_and_blocked(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    assert _change(visitor, "nik", "keep", name="Nik", role="trainee")[0] == 303
    assert _change(visitor, "ira", "keep", name="Ira", role="clerk", override="1")[0] == 303
    assert _change(visitor, "ira", "reset_pin")[0] == 303
    assert _change(visitor, "ira", "block")[0] == 303
    assert _letters(stand) == [
        StaffUpsert("nik", "Nik", Post.TRAINEE),
        StaffUpsert("ira", "Ira", Post.CLERK, (Right.OVERRIDE,)),
        StaffUpsert("ira", "Ira", Post.CLERK, (Right.OVERRIDE,), reset_pin=True),
        StaffUpsert("ira", "Ira", Post.CLERK, (Right.OVERRIDE,), active=False),
    ]
    assert "last change:" in visitor.get(PAGE).text
    assert [deed[1] for deed in stand.deeds()[-4:]] == [
        *("staff.keep", "staff.keep", "staff.reset_pin", "staff.block")
    ]


@pytest.mark.usefixtures("box")
@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", "оператор пункта, + решения вне правил"), ("en", "clerk, + overriding")],
)
def test_what_somebody_may_is_read_in_the_readers_language(
    stand: Stand, language: str, words: str
) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    assert _change(visitor, "ira", "keep", name="Ira", role="clerk", override="1")[0] == 303
    visitor.client.cookies.set("language", language)
    assert words in visitor.get(PAGE).text


def test_whom_somebody_else_changed_is_looked_at_again(stand: Stand, box: Box) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.get(PAGE)
    raws = stand.central.store.above("box-1", 0, 1000, 10**7)[1]
    first = box.head + 1
    box.tell(*(MessageDone(decode(raw).id, Outcome.APPLIED) for raw in raws))
    box.tell(StaffChanged("ira", Post.MANAGER))
    stand.central.take(box.batch(first))
    status, page = _change(visitor, "ira", "block", seen="clerk")
    assert (status, "changed meanwhile" in page) == (409, True)
    assert _change(visitor, "olga", "keep", seen="", name="Other", role="clerk")[0] == 409
    assert _letters(stand) == []


@pytest.mark.usefixtures("box")
@pytest.mark.parametrize("told", [{"action": "block"}, {"action": "keep", "role": "clerk"}])
def test_the_last_owner_stays(stand: Stand, told: dict[str, str]) -> None:
    visitor = stand.signed_in(Role.ADMIN)
    status, page = _change(visitor, "olga", **told)
    words = "olga is the last owner; make somebody else one first"
    assert (status, _alert(page)) == (409, words)
    assert _letters(stand) == []
    visitor.client.cookies.set("language", "ru")
    assert "последний владелец; сначала назначьте" in visitor.get("/audit").text


@pytest.mark.input
@pytest.mark.usefixtures("box")
@pytest.mark.parametrize(
    "told",
    [
        {"staff": ""},
        {"staff": "a b"},
        {"staff": "nik", "role": "king"},
        {"staff": "nik", "role": "clerk", "name": "a\x07"},
        {"staff": "nik", "role": "clerk", "action": "fly"},
        {"staff": "nik", "role": "clerk", "name": ""},
        {"staff": "\0", "role": "clerk", "name": "N"},
    ],
)
def test_strange_people_are_refused_in_words(stand: Stand, told: dict[str, str]) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    sent = {"point": "p1", "action": "keep", "seen": "", **told}
    answer = visitor.post("/staff/change", PAGE, **sent)
    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.text
    assert _letters(stand) == []
    assert stand.deeds()[-1][3] != "done"


@pytest.mark.input
@pytest.mark.parametrize("point", ["nowhere", "%00", "<b>"])
def test_a_point_nobody_knows_is_told(stand: Stand, point: str) -> None:
    visitor = stand.signed_in()
    assert visitor.get(f"/staff?point={point}").status_code == 404
    answer = visitor.post("/staff/change", "/", point=point, staff="a", action="keep", role="clerk")
    assert answer.status_code == 404


@pytest.mark.usefixtures("box")
def test_what_was_refused_is_read_in_the_readers_language(stand: Stand) -> None:
    visitor = stand.signed_in(Role.ADMIN)
    visitor.client.cookies.set("language", "pt")
    assert "ira já está assim" in _change(visitor, "ira", "admit")[1]
    for language, words in (("ru", "у ira уже всё так"), ("en", "ira is so already")):
        visitor.client.cookies.set("language", language)
        page = visitor.get("/audit").text
        assert words in page
        assert "já está assim" not in page


def test_what_somebody_may_is_one_word() -> None:
    who = Staff("ira", Post.CLERK, frozenset({Right.OVERRIDE, Right.ANALYTICS}), blocked=True)
    assert mark_of(Known(who, "")) == "clerk analytics override blocked"
