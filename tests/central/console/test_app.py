"""Roles x routes: a page without a line here fails, and so does a line without a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from kiosk.central.console.app import PAGES
from kiosk.central.users import Role
from tests.central.console.openings import Opened
from tests.central.console.stand import Stand, Visitor, opened

NOBODY, VIEWER, OPERATOR, ADMIN = "nobody", "viewer", "operator", "admin"
EVERYBODY = (NOBODY, VIEWER, OPERATOR, ADMIN)
SIGNED_IN = (VIEWER, OPERATOR, ADMIN)
WORKING = (OPERATOR, ADMIN)
# Who gets at a page at all. Pages of signing in are for nobody else: they lead elsewhere.
MATRIX: dict[str, tuple[str, ...]] = {
    "GET /sign-in": (NOBODY,),
    "POST /sign-in": (NOBODY,),
    "GET /welcome": (NOBODY,),
    "POST /welcome": (NOBODY,),
    "GET /second": (),
    "POST /second": (),
    "GET /setup": (),
    "POST /setup/password": (),
    "POST /setup/second": (),
    "POST /sign-out": SIGNED_IN,
    "POST /look": EVERYBODY,
    "GET /": SIGNED_IN,
    "GET /points/{point:path}": SIGNED_IN,
    "GET /live/points": SIGNED_IN,
    "POST /points/{point:path}/place": WORKING,
    "POST /devices/{device}/resync": WORKING,
    "POST /devices/{device}/block": (ADMIN,),
    "POST /devices/{device}/trust": (ADMIN,),
    "GET /audit": (ADMIN,),
    "GET /parcels": SIGNED_IN,
    "GET /history": SIGNED_IN,
    "GET /photos/{sha256}": WORKING,
    "GET /deliveries": SIGNED_IN,
    "POST /deliveries/look": WORKING,
    "POST /deliveries/send": WORKING,
    "GET /conflicts": SIGNED_IN,
    "GET /quarantine": WORKING,
    "POST /quarantine/settle": WORKING,
    "POST /decide": WORKING,
    "GET /openings": SIGNED_IN,
    "POST /openings/invite": WORKING,
    "GET /openings/{opening:path}": SIGNED_IN,
    "GET /openings/{opening:path}/shots/{shot}": WORKING,
    "GET /openings/{opening:path}/applicant": WORKING,
    "POST /openings/{opening:path}/decide": WORKING,
    "POST /openings/{opening:path}/say": WORKING,
    "GET /live/openings": SIGNED_IN,
    "GET /staff": WORKING,
    "POST /staff/change": WORKING,
    "GET /figures": SIGNED_IN,
    "GET /figures.csv": SIGNED_IN,
    "GET /policies": SIGNED_IN,
    "GET /policies/compare": WORKING,
    "POST /policies/send": (ADMIN,),
    "GET /updates": SIGNED_IN,
    "GET /updates/{rollout:path}": SIGNED_IN,
    "POST /updates/start": (ADMIN,),
    "POST /updates/act": (ADMIN,),
    "POST /updates/ring": (ADMIN,),
    "GET /live/updates": SIGNED_IN,
    "GET /live/update": SIGNED_IN,
    "POST /claims/settle": WORKING,
    "GET /erasures": WORKING,
    "POST /erasures/ask": (ADMIN,),
    "POST /erasures/back": (ADMIN,),
    "GET /live/code": WORKING,
    "GET /live/opening": SIGNED_IN,
    "GET /devices": SIGNED_IN,
    "POST /devices/code": WORKING,
    "POST /devices/{device}/revoke": (ADMIN,),
}
FILLED = {
    "{point:path}": "p1",
    "{device}": "box-1",
    "{sha256}": "00" * 32,
    "{opening:path}": "O-1",
    "{shot}": "sign",
    "{rollout:path}": "r1",
}
UNNOTED = {"POST /look"}  # which language somebody reads is nobody's business


def _address(line: str) -> tuple[str, str]:
    method, path = line.split(" ", 1)
    for name, value in FILLED.items():
        path = path.replace(name, value)
    assert "{" not in path, f"{path}: say in FILLED what stands there"
    return method, path


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stand, dict[str, Visitor]]]:
    """A visitor of each role; and a console that watches no page for long."""
    with opened(tmp_path_factory.mktemp("console")) as stand:
        stand.desk.closing.set()  # streams end at once
        yield stand, {NOBODY: stand.visitor(), **{r.value: stand.signed_in(r) for r in Role}}


def test_every_page_has_its_line() -> None:
    pages = {f"{method} {page.path}" for page in PAGES for method in page.methods}
    assert pages == set(MATRIX)


def test_every_route_is_a_page_or_a_file(stand: Stand) -> None:
    inner = stand.app._app  # type: ignore[attr-defined]
    names = {route.name for route in inner.routes if isinstance(route, Route)}
    assert len(inner.routes) == len(names)
    assert names == {"static", *(f"{page.methods[0]} {page.path}" for page in PAGES)}


def _asked(visitor: Visitor, role: str, line: str) -> int:
    method, path = _address(line)
    if method == "GET":
        return visitor.get(path).status_code
    page = "/sign-in" if role == NOBODY else "/"
    return visitor.post(path, page).status_code


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("line", [line for line in MATRIX if line != "POST /sign-out"])
def test_a_role_gets_at_its_pages_alone(
    crew: tuple[Stand, dict[str, Visitor]], line: str, role: str
) -> None:
    visitor = crew[1][role]
    crew[0].mono += 3  # so that nobody asks too often
    method, path = _address(line)
    if role in MATRIX[line]:
        assert _asked(visitor, role, line) != 401
        assert _asked(visitor, role, line) not in {405, 421, 500, 503}
        if line not in {"POST /sign-in", "POST /welcome"}:  # nothing was filled in
            assert _asked(visitor, role, line) != 403
        return
    csrf = visitor.csrf("/sign-in" if role == NOBODY else "/")
    heads = {"accept": "text/html"}
    more = {"data": {"csrf": csrf}} if method == "POST" else {}
    answer = visitor.ask(method, path, headers=heads, **more)
    away = answer.status_code == 303 and answer.headers["location"] in {"/sign-in", "/"}
    assert away or answer.status_code == 403


def test_nobody_is_told_whether_a_page_exists_that_they_may_not_see(
    crew: tuple[Stand, dict[str, Visitor]],
) -> None:
    crew[0].mono += 3
    for path in ("/points/p1", "/points/nowhere", "/live/points"):
        answer = crew[1][NOBODY].ask("GET", path, headers={"accept": "*/*"})
        assert (answer.status_code, answer.text) == (401, "sign in first")


@pytest.mark.parametrize("line", [line for line in MATRIX if line.startswith("POST")])
def test_every_action_is_noted(tmp_path: Path, line: str) -> None:
    if line in UNNOTED or not set(MATRIX[line]) & set(SIGNED_IN):
        return  # how signing in is noted stands in test_signin.py
    with opened(tmp_path) as stand:
        Opened(stand).submit()
        visitor = stand.signed_in()
        before = len(stand.deeds())
        visitor.post(_address(line)[1], "/", **FIELDS.get(line, {}))
        who, what, _, _ = stand.deeds()[before]
        assert who
        assert what not in {"", "denied"}


# What makes an action do something, where an empty form is refused before it is one.
FIELDS: dict[str, dict[str, str]] = {
    "POST /decide": {"kind": "claim", "n": "1", "words": "refunded"},
    "POST /points/{point:path}/place": {"lat": "55.7", "lon": "37.6"},
}


def test_who_may_not_is_noted(stand: Stand) -> None:
    visitor = stand.signed_in(Role.VIEWER)
    assert visitor.post("/devices/box-1/block", "/").status_code == 403
    assert stand.deeds()[-1][1:] == ("denied", "POST /devices/box-1/block", "role")
    assert "blocked" not in visitor.get("/").text


def test_a_fault_of_ours_tells_nothing(stand: Stand) -> None:
    visitor = stand.signed_in()
    stand.central.rows("DROP TABLE point_place")
    answer = visitor.get("/")
    assert answer.status_code == 500
    assert "point_place" not in answer.text
    assert "log says why" in answer.text
