"""A request as a page sees it."""

import pytest
from starlette.requests import Request

from kiosk.central.console.call import Call, Said, VisitEnded
from kiosk.central.console.sessions import Stage
from kiosk.central.store import Store
from kiosk.central.users import Role
from tests.central.console.stand import Stand


def call_of(stand: Stand, **heads: str) -> Call:
    """Return a request nobody sent."""
    raw = [(name.encode(), value.encode()) for name, value in heads.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"q=+a+", "headers": raw}
    return Call(stand.desk, Request(scope))


def test_a_chosen_language_wins_over_the_browsers(stand: Stand) -> None:
    assert call_of(stand, **{"accept-language": "pt"}).language == "pt"
    assert call_of(stand, **{"accept-language": "pt"}, cookie="language=ru").language == "ru"
    assert call_of(stand, cookie="language=xx; theme=red").language == "en"
    assert call_of(stand, cookie="language=xx; theme=red").theme == "auto"


def test_who_has_not_come_all_the_way_may_nothing(stand: Stand) -> None:
    stand.add("anna")
    call = call_of(stand)
    call.user = stand.central.store.users.get("anna")
    for stage in (None, Stage.SETUP, Stage.SECOND, Stage.FULL):
        call.session = None if stage is None else stand.desk.sessions.begin("anna", stage, 1)[1]
        assert call.may("viewer") is (stage is Stage.FULL), stage


def test_a_role_covers_those_below_it(stand: Stand) -> None:
    for number, role in enumerate(Role):
        stand.add(role.value, role)
        call = call_of(stand)
        call.user = stand.central.store.users.get(role.value)
        call.session = stand.desk.sessions.begin(role.value, Stage.FULL, 1)[1]
        assert [call.may(one) for one in Role] == [at <= number for at in range(len(Role))]


def test_what_came_of_a_form_is_told_once(stand: Stand) -> None:
    visitor = stand.signed_in()
    visitor.post("/points/p1/place", "/", lat="91", lon="0")
    assert "A latitude is" in visitor.get("/points/p1").text
    assert "A latitude is" not in visitor.get("/points/p1").text


def test_what_was_refused_is_noted_in_the_same_words(stand: Stand) -> None:
    call = call_of(stand)
    said = stand.run(call.do("thing.try", "it", lambda _store: Said(ok=False, words="no")))
    assert said == Said(ok=False, words="no")
    assert stand.deeds() == [("", "thing.try", "it", "no")]


@pytest.mark.parametrize("change", ["allow", "invite", "set_role", "set_second"])
def test_nothing_is_done_for_a_visit_that_has_ended_meanwhile(stand: Stand, change: str) -> None:
    stand.add("anna")
    users, call, done = stand.central.store.users, call_of(stand), []
    call.user = users.get("anna")
    assert call.user is not None
    call.session = stand.desk.sessions.begin("anna", Stage.FULL, call.user.version)[1]

    def work(_store: Store) -> Said:
        done.append(change)
        return Said(ok=True, words="")

    assert stand.run(call.do("thing.try", "it", work)).ok
    with stand.central.store.unit():
        if change == "allow":
            users.allow("anna", active=False)
        elif change == "invite":
            users.invite("anna", None, "d" * 64, stand.at)
        elif change == "set_role":
            users.set_role("anna", Role.VIEWER)
        else:
            users.set_second("anna", "ab" * 16, [])
    with pytest.raises(VisitEnded):
        stand.run(call.do("thing.try", "it", work))
    assert done == [change]
    assert stand.deeds()[-1] == ("anna", "thing.try", "it", "Your visit has ended. Sign in again.")


def test_a_word_of_the_address_is_cut_and_stripped(stand: Stand) -> None:
    assert call_of(stand).asked("q") == "a"
    assert call_of(stand).asked("none") == ""


def test_what_came_of_a_wish_is_said_in_the_readers_language(stand: Stand) -> None:
    visitor = stand.signed_in()
    visitor.client.cookies.set("language", "ru")
    visitor.post("/devices/box-1/resync", "/points/p1")
    assert "терминал box-1: ему заново отправлено всё о его пункте" in visitor.get("/").text
    visitor.post("/devices/box-99/resync", "/points/p1")
    assert "нет терминала «box-99»" in visitor.get("/").text
