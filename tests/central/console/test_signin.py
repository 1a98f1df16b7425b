"""Signing in: what lets somebody in, and all that does not."""
# ruff: noqa: S106  passwords of nobody

import asyncio
import html
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pyotp
import pytest

from kiosk.central.sql import Value
from kiosk.central.store import Store
from kiosk.central.users import Role
from tests.central.console.stand import PASSWORD, Stand, Visitor, opened

T = TypeVar("T")
WRONG = "seven green lamps 42"


def test_password_and_second_factor_let_in(stand: Stand) -> None:
    visitor = stand.signed_in()
    assert visitor.get("/").status_code == 200
    assert stand.deeds()[-1][1:] == ("sign_in.second", "code", "done")


def test_a_password_alone_lets_nobody_in(stand: Stand) -> None:
    stand.add("anna")
    visitor = stand.visitor()
    assert visitor.post("/sign-in", "/sign-in", user="anna", password=PASSWORD).status_code == 303
    for path in ("/", "/audit", "/points/p1", "/setup", "/sign-in"):
        assert visitor.get(path).headers["location"] == "/second", path


def test_the_token_changes_at_each_step(stand: Stand) -> None:
    stand.add("anna")
    visitor, seen = stand.visitor(), []
    visitor.post("/sign-in", "/sign-in", user="anna", password=PASSWORD)
    seen.append(visitor.client.cookies["visit"])
    visitor.post("/second", "/second", code=stand.otp("anna"))
    seen.append(visitor.client.cookies["visit"])
    assert len(set(seen)) == 2
    old = stand.visitor(cookie=f"visit={seen[0]}")
    assert old.get("/").headers["location"] == "/sign-in"


@pytest.mark.input
@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("anna", WRONG),
        ("nobody", PASSWORD),
        ("", ""),
        ("anna' OR '1'='1", PASSWORD),
        ("anna\0", PASSWORD),
        ("ANNA", PASSWORD),
        ("a" * 5000, "b" * 5000),
        ("blocked", PASSWORD),
    ],
)
def test_whatever_is_wrong_is_told_in_the_same_words(
    stand: Stand, user: str, password: str
) -> None:
    stand.add("anna")
    stand.add("blocked")
    with stand.central.store.unit():
        stand.central.store.users.allow("blocked", active=False)
    answer = stand.visitor().post("/sign-in", "/sign-in", user=user, password=password)
    assert answer.status_code == 403
    assert "Name or password is wrong" in answer.text
    assert "set-cookie" not in answer.headers or "visit" not in answer.headers["set-cookie"]
    assert password == "" or password not in answer.text


def test_five_wrong_passwords_make_one_wait(stand: Stand) -> None:
    stand.add("anna")
    visitor = stand.visitor()

    def tried(password: str) -> int:
        return visitor.post("/sign-in", "/sign-in", user="anna", password=password).status_code

    assert [tried(WRONG) for _ in range(5)] == [403] * 5
    assert tried(PASSWORD) == 403  # the right one does not count, either
    stand.at += 29_000
    assert tried(PASSWORD) == 403
    stand.at += 2_000
    assert tried(PASSWORD) == 303


def test_codes_of_the_second_factor_are_tries_too_and_a_password_takes_none_back(
    stand: Stand,
) -> None:
    stand.add("anna")
    visitor = stand.visitor()
    visitor.post("/sign-in", "/sign-in", user="anna", password=PASSWORD)
    seen = [visitor.post("/second", "/second", code="000000").status_code for _ in range(4)]
    assert seen == [403] * 4
    assert visitor.post("/second", "/second", code=stand.otp("anna")).status_code == 429
    assert (
        stand.visitor().post("/sign-in", "/sign-in", user="anna", password=PASSWORD).status_code
        == 403
    )


def test_twenty_wrong_tries_close_an_address_for_an_hour(stand: Stand) -> None:
    stand.add("anna")
    visitor = stand.visitor()
    for number in range(20):
        visitor.post("/sign-in", "/sign-in", user=f"nobody{number}", password=WRONG)
    assert visitor.post("/sign-in", "/sign-in", user="anna", password=PASSWORD).status_code == 429
    stand.mono += 3601
    assert visitor.sign_in("anna").status_code == 303


def test_many_tries_at_once_are_no_more_than_one_after_another(stand: Stand) -> None:
    visitor = stand.visitor()
    csrf = visitor.csrf()

    async def burst() -> list[int]:
        told = [{"csrf": csrf, "user": f"nobody{n}", "password": WRONG} for n in range(40)]
        asked = [visitor.client.post("/sign-in", data=one) for one in told]
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    assert sorted(stand.run(burst())) == [403] * 20 + [429] * 20


def test_a_sign_in_that_went_well_leaves_no_wrong_try(stand: Stand) -> None:
    visitor = stand.signed_in(name="anna")
    for _ in range(30):
        stand.at += 30_000
        visitor.post("/sign-out", "/")
        visitor.sign_in("anna")
        stand.mono += 10


def test_what_is_asked_of_the_books_tells_no_name(stand: Stand) -> None:
    """A name that is none costs what one costs that is there: one look, one write, one hash."""
    stand.add("anna")
    conn, asked = stand.central.store._conn, dict[str, list[str]]()
    execute = conn.execute
    for name in ("anna", "nobody"):
        visitor, seen = stand.visitor(), asked.setdefault(name, [])
        told = {"csrf": visitor.csrf(), "user": name, "password": WRONG}

        def spy(sql: str, values: Sequence[Value] = (), /, told: list[str] = seen) -> object:
            told.append(sql)
            return execute(sql, values)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(conn, "execute", spy)
            assert visitor.ask("POST", "/sign-in", data=told).status_code == 403
    assert asked["anna"] == asked["nobody"]
    assert len(asked["anna"]) > 3


def test_a_code_of_the_second_factor_counts_once(stand: Stand) -> None:
    stand.signed_in(name="anna")
    visitor = stand.visitor()
    visitor.post("/sign-in", "/sign-in", user="anna", password=PASSWORD)
    assert visitor.post("/second", "/second", code=stand.otp("anna")).status_code == 403
    stand.at += 30_000
    assert visitor.post("/second", "/second", code=stand.otp("anna")).status_code == 303


def _set_up(stand: Stand, code: str) -> tuple[Visitor, list[str]]:
    """Go the whole way from a one-time code; return the visitor and the recovery codes."""
    visitor = stand.visitor()
    assert (
        visitor.post("/welcome", f"/welcome?code={code}", code=code).headers["location"] == "/setup"
    )
    chosen = visitor.post("/setup/password", "/setup", password=PASSWORD, again=PASSWORD)
    assert chosen.headers["location"] == "/setup"
    key = re.search(r'class="key">([A-Z2-7 ]+)<', visitor.get("/setup").text)
    assert key is not None
    otp = pyotp.TOTP(key[1].replace(" ", "")).at(stand.at // 1000)
    done = visitor.post("/setup/second", "/setup", code=otp)
    return visitor, re.findall(r"<li><code>([0-9A-Z-]+)</code>", done.text)


def test_a_one_time_code_leads_to_a_password_and_a_second_factor(stand: Stand) -> None:
    code = stand.add("anna", ready=False)
    visitor, codes = _set_up(stand, code)
    assert len(codes) == 10
    assert visitor.get("/").status_code == 200
    kept = (
        stand.central.path.read_bytes()
        + stand.central.path.with_name("central.db-wal").read_bytes()
    )
    for hidden in (PASSWORD, code.replace("-", ""), code, *codes):
        assert hidden.encode() not in kept


def test_a_recovery_code_lets_in_once(stand: Stand) -> None:
    _, codes = _set_up(stand, stand.add("anna", ready=False))
    for wanted in (303, 403):
        visitor = stand.visitor()
        visitor.post("/sign-in", "/sign-in", user="anna", password=PASSWORD)
        assert visitor.post("/second", "/second", code=codes[0].lower()).status_code == wanted


def test_a_one_time_code_counts_once_and_for_a_day(stand: Stand) -> None:
    code, late = stand.add("anna", ready=False), stand.add("boris", ready=False)
    assert stand.visitor().get(f"/welcome?code={code}").status_code == 200  # looking uses none up
    assert stand.visitor().post("/welcome", "/welcome", code=code).status_code == 303
    assert stand.visitor().post("/welcome", "/welcome", code=code).status_code == 403
    stand.at += 24 * 3600 * 1000
    assert stand.visitor().post("/welcome", "/welcome", code=late).status_code == 403


@pytest.mark.input
@pytest.mark.parametrize("code", ["", "-", "A" * 60, "\0", "' OR ''='"])
def test_what_is_no_one_time_code_lets_nobody_in(stand: Stand, code: str) -> None:
    stand.add("anna")  # whose own is used up, and so empty
    assert stand.visitor().post("/welcome", "/welcome", code=code).status_code == 403


def test_nothing_else_opens_before_all_is_set_up(stand: Stand) -> None:
    visitor = stand.visitor()
    visitor.post("/welcome", "/welcome", code=stand.add("anna", ready=False))
    for path in ("/", "/audit", "/points/p1", "/second", "/sign-in"):
        assert visitor.get(path).headers["location"] == "/setup", path
    early = visitor.post("/setup/second", "/setup", code="123456")
    assert early.headers["location"] == "/setup"


def test_a_bad_new_password_is_refused_in_words(stand: Stand) -> None:
    visitor = stand.visitor()
    visitor.post("/welcome", "/welcome", code=stand.add("anna", ready=False))
    answer = visitor.post("/setup/password", "/setup", password="short", again="short")
    assert (answer.status_code, "At least 12 characters" in answer.text) == (422, True)
    assert 'value="short"' not in answer.text


def test_a_wrong_code_sets_no_second_factor_up(stand: Stand) -> None:
    visitor = stand.visitor()
    visitor.post("/welcome", "/welcome", code=stand.add("anna", ready=False))
    visitor.post("/setup/password", "/setup", password=PASSWORD, again=PASSWORD)
    first = visitor.get("/setup").text
    answer = visitor.post("/setup/second", "/setup", code="000000")
    assert answer.status_code == 422
    key = re.compile(r'class="key">([A-Z2-7 ]+)<')
    assert key.findall(first) == key.findall(answer.text)  # what was scanned stays good


def test_signing_out_ends_the_visit(stand: Stand) -> None:
    visitor = stand.signed_in()
    token = visitor.client.cookies["visit"]
    assert visitor.post("/sign-out", "/").headers["location"] == "/sign-in"
    assert stand.visitor(cookie=f"visit={token}").get("/").headers["location"] == "/sign-in"


def test_who_is_blocked_or_let_in_anew_is_out_at_once(stand: Stand) -> None:
    for change in ("allow", "invite", "set_role"):
        visitor = stand.signed_in(name=f"anna-{change.replace('_', '')}")
        name = f"anna-{change.replace('_', '')}"
        with stand.central.store.unit():
            users = stand.central.store.users
            if change == "allow":
                users.allow(name, active=False)
            elif change == "invite":
                users.invite(name, None, "d" * 64, stand.at)
            else:
                users.set_role(name, Role.VIEWER)
        assert visitor.get("/").headers["location"] == "/sign-in", change


def _reset_before_the_next_write(stand: Stand, name: str) -> None:
    """Have somebody let in anew between a page's first look and what it writes."""
    written = stand.desk.write

    async def write(work: Callable[[Store], T]) -> T:
        def late(store: Store) -> T:
            store.users.invite(name, None, "d" * 64, stand.at)
            return work(store)

        stand.desk.write = written  # type: ignore[method-assign]
        return await written(late)

    stand.desk.write = write  # type: ignore[method-assign,assignment]


def test_a_visit_that_ends_meanwhile_leads_to_the_sign_in_in_words(stand: Stand) -> None:
    visitor = stand.signed_in(name="anna")
    csrf = visitor.csrf("/")
    _reset_before_the_next_write(stand, "anna")
    told = {"csrf": csrf, "lat": "1", "lon": "2"}
    went = visitor.ask("POST", "/points/p1/place", data=told).headers["location"]
    assert "Your visit has ended" in visitor.get(went).text
    assert went.startswith("/sign-in")
    assert stand.central.rows("SELECT * FROM point_place") == []


@pytest.mark.parametrize("step", ["password", "second"])
def test_a_set_up_that_comes_too_late_sets_nothing_up(stand: Stand, step: str) -> None:
    visitor = stand.visitor()
    visitor.post("/welcome", "/welcome", code=stand.add("anna", ready=False))
    told = {"password": PASSWORD, "again": PASSWORD}
    if step == "second":
        visitor.post("/setup/password", "/setup", **told)
        key = re.search(r'class="key">([A-Z2-7 ]+)<', visitor.get("/setup").text)
        assert key is not None
        told = {"code": pyotp.TOTP(key[1].replace(" ", "")).at(stand.at // 1000)}
    csrf = visitor.csrf("/setup")
    _reset_before_the_next_write(stand, "anna")
    answer = visitor.ask("POST", f"/setup/{step}", data={"csrf": csrf, **told})
    assert answer.headers["location"] == "/sign-in?ended=1"
    found = stand.central.store.users.get("anna")
    assert found is not None
    assert (found.password, found.salt, found.invite_digest) == ("", b"", "d" * 64)


def test_an_idle_visit_ends(stand: Stand) -> None:
    visitor = stand.signed_in()
    stand.mono += 1801
    assert visitor.get("/").headers["location"] == "/sign-in"


def test_for_trying_out_a_one_time_code_alone_lets_in(tmp_path: Path) -> None:
    with opened(tmp_path, by_link=True) as stand:
        visitor = stand.visitor()
        code = stand.add("demo", ready=False)
        assert visitor.post("/welcome", "/welcome", code=code).headers["location"] == "/"
        assert visitor.get("/").status_code == 200
        second = stand.visitor()
        assert second.post("/welcome", "/welcome", code=code).status_code == 403
        assert second.get("/").headers["location"] == "/sign-in", "it lets in once only"


def test_language_and_colours_are_chosen(stand: Stand) -> None:
    visitor = stand.visitor()
    visitor.post("/look", "/sign-in", language="ru", theme="dark", back="/sign-in")
    page = visitor.get("/sign-in").text
    assert '<html lang="ru" data-theme="dark">' in page
    assert "Войти" in page


@pytest.mark.input
@pytest.mark.parametrize("strange", ["xx", "<b>", "я", "\0", "a; path=/", ""])
def test_a_strange_language_or_colour_changes_nothing(stand: Stand, strange: str) -> None:
    visitor = stand.visitor()
    visitor.post("/look", "/sign-in", language="ru", theme="dark")
    answer = visitor.post("/look", "/sign-in", language=strange, theme=strange)
    assert answer.status_code == 303
    assert '<html lang="ru" data-theme="dark">' in visitor.get("/sign-in").text


@pytest.mark.parametrize(
    "path",
    ["/", "/history?point=p1&kind=parcel&id=P1", "/points/a%2Fb%3Fc%25", "/audit?user=%D1%8F"],
)
def test_choosing_a_language_leads_back_to_what_was_shown(stand: Stand, path: str) -> None:
    visitor = stand.signed_in()
    back = re.search(r'name="back" value="([^"]*)"', visitor.get(path).text)
    assert back is not None
    told = visitor.post("/look", "/", back=html.unescape(back[1]))
    assert told.headers["location"] == path


def test_the_answer_to_a_form_is_no_place_to_come_back_to(stand: Stand) -> None:
    page = stand.visitor().post("/sign-in", "/sign-in", user="a", password="b")
    assert 'name="back" value="/"' in page.text
    assert f'value="{"/a" * 2000}' not in stand.visitor().get("/a" * 2000).text


@pytest.mark.input
def test_half_a_letter_is_none(stand: Stand) -> None:
    visitor = stand.visitor()
    told = {"csrf": visitor.csrf(), "user": "anna", "password": "\\ud800" + PASSWORD}
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in told.items()
    )
    heads = {"content-type": "multipart/form-data; boundary=b; charset=raw_unicode_escape"}
    stand.add("anna")
    answer = visitor.ask("POST", "/sign-in", content=f"{body}--b--\r\n", headers=heads)
    assert answer.headers.get("location") == "/second", answer.text


@pytest.mark.input
@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_a_form_leads_to_no_strange_place(stand: Stand, back: str) -> None:
    assert stand.visitor().post("/look", "/sign-in", back=back).headers["location"] == "/"
