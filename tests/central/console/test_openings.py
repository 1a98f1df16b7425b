"""Openings in the console: who sees what, what is decided once, and what is refused in words."""

import asyncio
import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.central.openings import DAY_MS
from kiosk.central.users import Role
from kiosk.core.facts import opening as facts
from kiosk.core.opening_letters import OpeningSaid, OpeningStageSet
from kiosk.core.opening_words import OpeningStage, ShotVerdict
from kiosk.core.refusals import Reason
from tests.central.conftest import KINDS, place
from tests.central.console.openings import Opened
from tests.central.console.stand import Stand, Visitor, opened

S = OpeningStage
PAGE = "/openings/O-1"


@pytest.fixture
def one(stand: Stand) -> Opened:
    """An opening whose place waits for the central."""
    made = Opened(stand)
    made.submit()
    return made


def decide(visitor: Visitor, action: str, version: object = None, **more: str) -> str:
    """Decide on what the page shows; return what the next page says."""
    page = visitor.get(PAGE).text
    found = re.search(r'name="version" value="([0-9]+)"', page)
    seen = str(version) if version is not None else found[1] if found else "0"
    sent = {"point": "p1", "action": action, "version": seen, **more}
    answer = visitor.post(f"{PAGE}/decide", PAGE, **sent)
    text = answer.text if answer.status_code != 303 else visitor.get(PAGE).text
    told = re.search(r'class="told [a-z]+"[^>]*>\s*<svg.*?</svg> ([^<]*)<', text, re.DOTALL)
    return html.unescape(told[1]) if told else ""


def test_the_list_says_who_waits_for_whom(stand: Stand, one: Opened) -> None:
    stand.central.register("box-2", "p2")
    Opened(stand, "O-2", "box-2")
    visitor = stand.signed_in(Role.VIEWER)
    page = visitor.get("/openings").text
    for words in ("O-1", "O-2", "waits for the central", "waits for the partner", "submitted"):
        assert words in page
    assert "O-2" not in visitor.get("/openings?turn=central").text
    assert "O-1" not in visitor.get("/openings?stage=draft").text
    assert "None of them now" in visitor.get("/openings?stage=launched").text
    assert visitor.get("/openings?turn=<b>&stage=%00").status_code == 200
    one.tell(facts.OpeningStageSet("O-1", S.LOCATION_REVIEW, "", stand.at - DAY_MS))
    assert "overdue" in visitor.get("/openings").text


@pytest.mark.usefixtures("one")
def test_an_opening_shows_its_place_its_neighbours_and_its_way(stand: Stand) -> None:
    stand.central.register("box-2", "p2")
    with stand.central.store.unit():
        stand.central.store.place("p2", 55_752_000, 37_601_000)
    page = stand.signed_in(Role.VIEWER).get(PAGE).text
    for words in ("Arbat 8", "55.75100, 37.60100", "62 m²", "from the street", "p2: 111 m"):
        assert words in page, words
    assert "Operators decide" in page
    assert "Olga" not in page
    assert "/decide" not in page


@pytest.mark.usefixtures("one")
def test_who_opens_it_is_shown_to_operators_and_noted(stand: Stand) -> None:
    assert stand.signed_in(Role.VIEWER).get(f"{PAGE}/applicant").status_code == 403
    visitor = stand.signed_in(Role.OPERATOR)
    assert "Olga Serova" in visitor.get(f"{PAGE}/applicant").text
    who, *told = stand.deeds()[-1]
    assert who
    assert told == ["opening.look", "p1 O-1", "done"]
    assert "Olga" not in repr(stand.deeds())
    (folder,) = [path for path in (stand.folder / "attachments").rglob("*") if path.is_file()]
    folder.write_bytes(b"{}")
    assert "is not here" in visitor.get(f"{PAGE}/applicant").text
    folder.unlink()
    assert "is not here" in visitor.get(f"{PAGE}/applicant").text


def test_what_is_decided_goes_to_the_point_once(stand: Stand, one: Opened) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    assert "on its way" in decide(visitor, "review", days="14")
    letters = [letter.facts for letter in one.letters()]
    word = next(letter for letter in letters if isinstance(letter, OpeningStageSet))
    assert (word.stage, word.deadline_at) == (S.LOCATION_REVIEW, stand.at + 14 * DAY_MS)
    assert "A decision is on its way" in visitor.get(PAGE).text
    assert stand.deeds()[-1][1:] == ("opening.review", "p1 O-1", "done")


def test_the_second_is_told_what_the_first_decided(stand: Stand, one: Opened) -> None:
    first = stand.signed_in(Role.OPERATOR, "anna")
    second = stand.signed_in(Role.OPERATOR, "boris")
    decide(first, "review")
    before = len(one.letters())
    assert "anna has decided already: place under review" in decide(second, "review", 2)
    _take(one)
    said = decide(second, "review", 2, comment="too late")
    assert "Now it is place under review: anna decided" in said
    assert len(one.letters()) == before
    assert stand.deeds()[-1][3] != "done"
    assert "boris has decided" not in decide(first, "approve")


@pytest.fixture
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stand]:
    """A console over every kind of books in turn."""
    where = place(request, tmp_path)
    with opened(tmp_path, url="" if isinstance(where, Path) else where) as made:
        yield made


@pytest.mark.parametrize("two", KINDS, indirect=True)
def test_of_two_who_approve_at_once_one_is_told_of_the_other(two: Stand) -> None:
    one = Opened(two)
    one.submit()
    one.set(S.LOCATION_REVIEW)
    people = [two.signed_in(Role.OPERATOR, name) for name in ("anna", "boris")]
    before, deeds = len(one.letters()), len(two.deeds())
    sent = [
        {"csrf": who.csrf(PAGE), "point": "p1", "action": "approve", "version": "3"}
        for who in people
    ]

    async def both() -> list[httpx.Response]:
        ways = zip(people, sent, strict=True)
        asked = (who.client.post(f"{PAGE}/decide", data=form) for who, form in ways)
        return await asyncio.gather(*asked)

    answers = {answer.status_code: answer.text for answer in two.run(both())}
    assert set(answers) == {303, 409}
    assert "has decided already: place approved" in answers[409]
    assert len(one.letters()) == before + 1
    assert sorted(deed[3] == "done" for deed in two.deeds()[deeds:]) == [False, True]
    one.obey()
    assert len(two.central.rows("SELECT point FROM point_place")) == 1


def _take(one: Opened) -> None:
    word = next(m for m in reversed(one.letters()) if isinstance(m.facts, OpeningStageSet))
    told = word.facts
    assert isinstance(told, OpeningStageSet)
    one.tell(
        facts.OpeningStageSet(told.opening, told.stage, told.comment, told.deadline_at, told.shots),
        *one.done(word),
        actor="central",
    )


def test_an_approval_after_the_withdrawal_is_refused_in_words(stand: Stand, one: Opened) -> None:
    one.set(S.LOCATION_REVIEW)
    visitor = stand.signed_in(Role.OPERATOR)
    before = len(one.letters())
    one.tell(facts.OpeningWithdrawn("O-1"))
    assert "The partner withdrew it" in decide(visitor, "approve", 3)
    assert len(one.letters()) == before


def test_an_approval_that_crossed_the_withdrawal_is_told_to_have_come_too_late(
    stand: Stand, one: Opened
) -> None:
    one.set(S.LOCATION_REVIEW)
    visitor = stand.signed_in(Role.OPERATOR, "anna")
    decide(visitor, "approve", days="14")
    one.tell(facts.OpeningWithdrawn("O-1"))  # of before the approval came
    page = visitor.get(PAGE).text
    assert "The point did not take it" not in page, "it has not answered yet"
    one.refuse(Reason.WRONG_STATE)
    page = visitor.get(PAGE).text
    assert re.search("anna decided: place approved, .*The point did not take it", page)
    assert "has not taken it yet" not in page
    assert "nothing to decide" in page
    assert 'class="mark' not in visitor.get("/").text, "and no place of it is on the map"


def test_a_decision_that_was_refused_is_told_until_the_next_one(stand: Stand, one: Opened) -> None:
    one.set(S.LOCATION_REVIEW, S.LOCATION_REJECTED)
    visitor = stand.signed_in(Role.OPERATOR)
    assert "on its way" in decide(visitor, "expire")
    one.submit()
    one.refuse(Reason.STALE)
    assert "The point did not take it" in visitor.get(PAGE).text
    decide(visitor, "review")
    _take(one)
    assert "The point did not take it" not in visitor.get(PAGE).text


@pytest.mark.input
@pytest.mark.parametrize(
    ("action", "more", "words"),
    [
        ("reject", {}, "must be told why"),
        ("approve", {"days": "401"}, "0 to 400"),
        ("approve", {"days": "x"}, "0 to 400"),
        ("approve", {"version": "x"}, "cannot be read"),
        ("fly", {}, "cannot be read"),
        ("", {}, "cannot be read"),
        ("reject", {"comment": "a\x07b"}, "cannot be read"),
        ("launch", {}, "Now it is place under review"),
        ("expire", {}, "term is not over"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_in_words(
    stand: Stand, one: Opened, action: str, more: dict[str, str], words: str
) -> None:
    one.tell(facts.OpeningStageSet("O-1", S.LOCATION_REVIEW, "", stand.at + DAY_MS))
    visitor = stand.signed_in(Role.OPERATOR)
    before = len(one.letters())
    told = {**more}
    assert words in decide(visitor, action, told.pop("version", None), **told)
    assert len(one.letters()) == before
    assert stand.deeds()[-1][3] != "done"


def test_what_the_central_refuses_is_said_and_audited_in_each_language(
    stand: Stand, one: Opened
) -> None:
    one.tell(facts.OpeningStageSet("O-1", S.LOCATION_REVIEW, "", stand.at + DAY_MS))
    visitor = stand.signed_in(Role.ADMIN)
    visitor.client.cookies.set("language", "ru")
    assert decide(visitor, "expire") == "срок ещё не вышел"
    assert "Сейчас стадия «место на проверке»" in decide(visitor, "launch")
    visitor.client.cookies.set("language", "pt")
    page = visitor.get("/audit").text
    assert "o prazo ainda não terminou" in page
    assert "local em análise" in page
    assert "срок ещё не вышел" not in page


def test_a_report_is_judged_picture_by_picture(stand: Stand, one: Opened) -> None:
    one.report(_jpeg())
    visitor = stand.signed_in(Role.OPERATOR)
    page = visitor.get(PAGE).text
    assert page.count('type="radio"') == 6
    marked = {"shot:sign": "rework", "text:sign": "  It hangs crooked "}
    assert "ask for rework, or unmark it" in decide(visitor, "approve", **marked)
    assert "Say of each picture" in decide(
        visitor, "rework", comment="x", **{"shot:sign": "rework"}
    )
    assert "Mark which picture" in decide(visitor, "rework", comment="once more")
    told = {"point": "p1", "action": "rework", "version": "7", **marked}
    kept = visitor.post(f"{PAGE}/decide", PAGE, **told).text
    assert 'value="It hangs crooked"' in kept  # what was typed is not lost
    assert "on its way" in decide(visitor, "rework", comment="Nearly there", **marked)
    word = one.letters()[-1].facts
    assert isinstance(word, OpeningStageSet)
    assert (word.stage, word.shots) == (S.REWORK, (ShotVerdict("sign", "It hangs crooked"),))
    one.obey()
    after = visitor.get(PAGE).text
    for words in ("to be taken again", "It hangs crooked", "approved", "Nearly there"):
        assert words in after


def test_documents_are_judged_as_the_pictures_are(stand: Stand, one: Opened) -> None:
    one.set(S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, S.FIT_OUT)
    lease = stand.desk.means.photos.put(_jpeg())
    one.tell(facts.ShotTaken("O-1", "lease", lease), facts.OpeningReportSubmitted("O-1", 1))
    visitor = stand.signed_in(Role.OPERATOR)
    page = visitor.get(PAGE).text
    assert "<legend>Document: lease</legend>" in page
    assert page.index("Documents</h3>") < page.index("registration paper")
    assert lease in visitor.get(f"{PAGE}/shots/lease").text
    marked = {"shot:lease": "rework", "text:lease": "A page is missing"}
    assert "on its way" in decide(visitor, "rework", comment="One paper", **marked)
    word = one.letters()[-1].facts
    assert isinstance(word, OpeningStageSet)
    assert word.shots == (ShotVerdict("lease", "A page is missing"),)


def test_a_picture_is_seen_as_large_as_it_is(stand: Stand, one: Opened) -> None:
    one.report(_jpeg())
    visitor = stand.signed_in(Role.OPERATOR)
    page = visitor.get(f"{PAGE}/shots/sign").text
    for words in (one.pictures["sign"], "2 of 3", "shots/facade", "shots/counter"):
        assert words in page
    sha256 = one.pictures["sign"]
    (stand.folder / "photos" / sha256[:2] / sha256).unlink()
    assert "on its way" in visitor.get(f"{PAGE}/shots/sign").text
    for strange in ("nothing", "%00", "..%2f..", "<b>"):
        assert visitor.get(f"{PAGE}/shots/{strange}").status_code == 404
    assert stand.signed_in(Role.VIEWER).get(f"{PAGE}/shots/sign").status_code == 403


def test_the_deposit_is_noted_and_the_point_is_launched(stand: Stand, one: Opened) -> None:
    one.set(S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT)
    visitor = stand.signed_in(Role.OPERATOR)
    page = visitor.get(PAGE).text
    assert "30,000.00" in page
    assert "to be asked for after the contract" in page
    one.set(S.DEPOSIT)
    page = visitor.get(PAGE).text
    assert "The deposit has come" in page
    assert "not noted as paid yet" in page
    decide(visitor, "fit_out")
    one.obey()
    assert "noted as paid, " in visitor.get(PAGE).text
    one.tell(facts.OpeningReportSubmitted("O-1", 1))
    one.check()
    page = visitor.get(PAGE).text
    for words in ("48 of 48", "0 of 1", "10 parcels"):
        assert words in page
    decide(visitor, "launch")
    one.obey()
    page = visitor.get(PAGE).text
    assert "launched" in page
    assert "nothing to decide" in page


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ((), "not asked for: the opening ended before"),
        ((S.DEPOSIT,), "before it was noted as paid"),
    ],
)
def test_of_an_opening_that_ended_nothing_is_promised_and_no_mark_is_good(
    stand: Stand, one: Opened, stages: tuple[S, ...], words: str
) -> None:
    one.set(S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, *stages)
    one.tell(facts.OpeningWithdrawn("O-1"))
    visitor = stand.signed_in(Role.OPERATOR)
    page = visitor.get(PAGE).text
    assert words in page
    assert "to be asked for after" not in page
    assert "not noted as paid yet" not in page
    now = page[page.index('class="where"') : page.index('id="decide"')]
    assert "over</span>" in now
    assert "online" not in now
    assert "icon ok" not in now


def test_both_sides_write(stand: Stand, one: Opened) -> None:
    one.tell(facts.OpeningSaid("O-1", "When do you come?"))
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.post(f"{PAGE}/say", PAGE, point="p1", text="On Monday <b>")
    said = one.letters()[-1].facts
    assert isinstance(said, OpeningSaid)
    assert (said.opening, said.text, len(said.line)) == ("O-1", "On Monday <b>", 16)
    one.obey()
    page = visitor.get(PAGE).text
    assert "When do you come?" in page
    assert "On Monday &lt;b&gt;" in page
    before = len(one.letters())
    for strange in ("", " ", "a\x07b"):
        visitor.post(f"{PAGE}/say", PAGE, point="p1", text=strange)
        assert "in one line" in visitor.get(PAGE).text
    assert len(one.letters()) == before


@pytest.mark.parametrize("point", ["", "p2"])
def test_a_form_about_another_point_is_refused(stand: Stand, one: Opened, point: str) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    assert visitor.get(PAGE).text.count('name="point" value="p1"') == 2
    before = len(one.letters())
    version = re.search(r'name="version" value="([0-9]+)"', visitor.get(PAGE).text)
    assert version is not None
    told = {"point": point, "action": "review", "version": version[1], "text": "Hello"}
    for path in ("/decide", "/say"):
        answer = visitor.post(PAGE + path, PAGE, **told)
        assert answer.status_code == 409
        assert "What was sent cannot be read." in answer.text
        assert stand.deeds()[-1][3] == "cannot be read"
    assert len(one.letters()) == before


def test_a_point_is_invited(stand: Stand) -> None:
    visitor = stand.signed_in(Role.OPERATOR)
    visitor.post("/openings/invite", "/openings", point="p1")
    assert "is invited" in visitor.get("/openings").text
    raws = stand.central.store.above("box-1", 0, 100, 10**6)[1]
    assert b"opening.invited" in raws[-1]
    visitor.post("/openings/invite", "/openings", point="p1")
    assert "being opened already" in visitor.get("/openings").text
    for strange in ("", "nowhere", "<b>"):
        visitor.post("/openings/invite", "/openings", point=strange)
        assert 'role="alert"' in visitor.get("/openings").text
    assert len(stand.central.store.above("box-1", 0, 100, 10**6)[1]) == len(raws)


@pytest.mark.input
@pytest.mark.parametrize("name", ["nothing", "%00", "..%2f..", "%3Cb%3E", "a" * 200])
def test_an_opening_nobody_knows_is_told(stand: Stand, name: str) -> None:
    visitor = stand.signed_in()
    for path in ("", "/applicant", "/shots/sign"):
        assert visitor.get(f"/openings/{name}{path}").status_code == 404
    for path in ("/decide", "/say"):
        assert visitor.post(f"/openings/{name}{path}", "/", text="x").status_code == 404


def _jpeg() -> bytes:
    return bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
