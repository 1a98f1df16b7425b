"""The console in a real browser: its pages work, and axe finds nothing wrong with them."""

import io
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pyotp
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from kiosk.central.console.server import Console
from kiosk.central.users import Role
from kiosk.core import setup
from kiosk.core.setup import Invitation
from tests.central.console.gallery import PAGES, PICTURES, seeded, sign_in
from tests.central.console.stand import PASSWORD, Stand, opened
from tests.families import first_quickly

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt install chromium")
DOCS = Path(__file__).parents[3] / "docs"
# a picture further down is not loaded before somebody looks there
_SEEN = """Promise.all([...document.images]
    .filter((one) => one.getBoundingClientRect().top < innerHeight)
    .map((one) => one.decode()))"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stand, Console]]:
    with opened(tmp_path_factory.mktemp("console")) as stand:
        seeded(stand)
        console = Console(socket.create_server(("127.0.0.1", 0)), None, stand.desk)
        console.open()
        yield stand, console
        console.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def page(browser: Browser, shown: tuple[Stand, Console]) -> Iterator[Page]:
    """A page of somebody who has signed in by keyboard, in Russian and dark."""
    stand, console = shown
    stand.add("anna", Role.ADMIN)
    context = browser.new_context(
        base_url=console.address, locale="ru-RU", color_scheme="dark", reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    made = context.new_page()
    complaints: list[str] = []
    # a form that is answered with its faults is none of them
    made.on(
        "console", lambda said: complaints.append(said.text) if " 422 " not in said.text else None
    )
    sign_in(made, stand, "anna")
    yield made
    context.close()
    assert complaints == []  # such as of the policy


def _faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_wrong(page: Page, path: str) -> None:
    page.goto(path)
    assert page.title().endswith("Пункты выдачи")
    assert _faults(page) == []
    page.emulate_media(color_scheme="light")
    try:
        assert _faults(page) == []
    finally:
        page.emulate_media(color_scheme="dark")


def test_pictures_of_the_console_stand_in_the_papers(
    browser: Browser, shown: tuple[Stand, Console], request: pytest.FixtureRequest
) -> None:
    """With `--golden` they are taken anew; they are to be looked at, not compared."""
    paper = (DOCS / "central" / "console.md").read_text(encoding="utf-8")
    stand, console = shown
    if request.config.getoption("--golden"):
        stand.add("vera", Role.ADMIN)
        context = browser.new_context(
            base_url=console.address, color_scheme="light", reduced_motion="reduce"
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        sign_in(page, stand, "vera")
        for name, path in PICTURES.items():
            page.goto(path)
            page.evaluate(_SEEN)
            page.screenshot(path=DOCS / "pictures" / f"console-{name}.png")
        context.close()
    kept = {path.name for path in (DOCS / "pictures").glob("console-*.png")}
    assert kept == {f"console-{name}.png" for name in PICTURES}
    assert {*re.findall(r"\.\./pictures/(console-[a-z]+\.png)", paper)} == kept


def test_a_code_is_drawn_for_a_camera_and_goes_once_it_is_used(
    page: Page, shown: tuple[Stand, Console]
) -> None:
    stand, _ = shown
    page.goto("/devices")
    page.select_option("select[name=point]", "p1")
    page.click("form[action='/devices/code'] button")
    figure = page.locator("figure.qr")
    seen = [(scheme, _seen(page, scheme)) for scheme in ("dark", "light")]
    for scheme, found in seen:
        told = setup.read(found, Invitation())
        assert told is not None, scheme
        assert told.code == page.inner_text(".big.mono")
    assert _faults(page) == []
    digest = page.get_attribute("[data-live^='/live/code']", "data-live") or ""
    with stand.central.store.unit():
        stand.central.store.certificates.use_code(digest.partition("code=")[2], "77")
    figure.wait_for(state="detached")
    assert page.locator(".big.mono").count() == 0
    assert page.locator("[data-gone]").is_visible()


def _seen(page: Page, scheme: Literal["dark", "light"]) -> str:
    """Return what a camera reads on the page in these colours."""
    page.emulate_media(color_scheme=scheme)
    try:
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    finally:
        page.emulate_media(color_scheme="dark")
    (found,) = zxingcpp.read_barcodes(picture.convert("RGB"))
    return found.text


def test_the_menus_stand_in_one_row_and_work_by_keyboard(page: Page) -> None:
    for wide in (1280, 1024):
        page.set_viewport_size({"width": wide, "height": 600})
        page.goto("/quarantine")
        assert page.evaluate("document.querySelector('.top').offsetHeight") < 70
        menu = page.locator("nav details").first
        assert menu.locator("summary.here").count() == 1, "it says where one is"
        menu.locator("summary").focus()
        page.keyboard.press("Enter")
        assert menu.locator("[aria-current=page]").is_visible()
        assert _faults(page) == []
        page.keyboard.press("Escape")
        assert not menu.locator("a").first.is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})


def test_what_came_of_a_form_is_where_one_goes_on(page: Page) -> None:
    page.goto("/staff?point=p2")
    page.fill("#add + form [name=staff]", "ivan")
    page.fill("#add + form [name=name]", "Ivan Orlov")
    page.keyboard.press("Enter")
    page.wait_for_selector(".told")
    assert page.locator(".told:focus").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null"), "past the menus"
    assert _faults(page) == []


def test_a_list_with_faults_is_as_good(page: Page) -> None:
    page.goto("/deliveries")
    page.select_option("[name=point]", "p1")
    file = b"delivery,carrier,due_at,parcel\nD 1,M,now,P1\n"
    page.set_input_files(
        "[name=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": file}
    )
    page.click("main form button")
    page.wait_for_selector(".faults")
    assert _faults(page) == []
    assert page.evaluate("document.activeElement.id") == "faults"


@pytest.mark.parametrize("path", ["/", "/deliveries"])
def test_a_narrow_light_page_is_as_good(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="light")
    try:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert _faults(page) == []
    finally:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.emulate_media(color_scheme="dark")


@pytest.mark.parametrize("language", first_quickly(("pt", "ru", "en")))
def test_no_page_is_wider_than_a_phone(
    page: Page, shown: tuple[Stand, Console], language: str
) -> None:
    page.context.add_cookies(
        [{"name": "language", "value": language, "url": shown[1].address, "sameSite": "Strict"}]
    )
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        wide = {}
        for path in PAGES:
            page.goto(path)
            assert page.get_attribute("html", "lang") == language
            wide[path] = page.evaluate("document.documentElement.scrollWidth")
        assert {path: px for path, px in wide.items() if px > 390} == {}
    finally:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.context.clear_cookies(name="language")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_signing_in_is_as_good(
    browser: Browser, shown: tuple[Stand, Console], colours: Literal["light", "dark"]
) -> None:
    stand, console = shown
    context = browser.new_context(base_url=console.address, color_scheme=colours)
    context.set_default_timeout(60_000)
    made = context.new_page()
    made.goto("/sign-in")
    assert _faults(made) == []
    made.fill("[name=user]", "nobody")
    made.fill("[name=password]", PASSWORD)
    made.click("main button")
    made.wait_for_selector("[role=alert]")
    assert _faults(made) == []
    field = made.locator(":focus")
    assert field.get_attribute("name") == "password"
    assert field.get_attribute("aria-describedby") == "fault", "it is read aloud with its fault"
    code = stand.add(f"new-{colours}", ready=False)
    made.goto(f"/welcome?code={code}")
    assert _faults(made) == []
    made.click("main button")
    made.wait_for_url("**/setup")
    assert _faults(made) == []
    made.fill("[name=password]", PASSWORD)
    made.fill("[name=again]", PASSWORD)
    made.click("main button")
    made.wait_for_selector(".qr")
    assert _faults(made) == []
    key = made.inner_text(".key").replace(" ", "")
    made.fill("[name=code]", pyotp.TOTP(key).at(stand.at // 1000))
    made.click("main button")
    made.wait_for_selector(".codes")
    assert _faults(made) == []
    context.clear_cookies()
    made.goto("/sign-in")
    made.fill("[name=user]", f"new-{colours}")
    made.fill("[name=password]", PASSWORD)
    made.click("main button")
    made.wait_for_url("**/second")
    assert _faults(made) == []
    context.close()


def test_a_change_shows_without_a_reload(page: Page, shown: tuple[Stand, Console]) -> None:
    page.goto("/")
    page.wait_for_selector("[data-live-note]:not([hidden])")
    stand = shown[0]

    def moved() -> None:
        with stand.central.store.unit():
            stand.central.store.block("box-2", "moved")

    stand.asks.ask(moved).result(60)
    page.wait_for_selector("text=он на другой плате, чем прежде")


def test_signing_in_is_as_good_without_a_script(
    browser: Browser, shown: tuple[Stand, Console]
) -> None:
    stand, console = shown
    stand.add("boris", Role.VIEWER)
    context = browser.new_context(base_url=console.address, java_script_enabled=False)
    context.set_default_timeout(60_000)
    made = context.new_page()
    made.goto("/sign-in")
    made.fill("[name=user]", "boris")
    made.fill("[name=password]", PASSWORD)
    made.click("main button")
    stand.at += 30_000
    made.fill("[name=code]", stand.otp("boris"))
    made.click("main button")
    made.wait_for_selector("h1:has-text('Points')")
    context.close()


def test_a_sign_beside_a_rule_is_as_small_as_elsewhere(page: Page) -> None:
    page.goto("/openings/O-1")
    signs = page.locator(".rules svg")
    assert signs.count() > 0
    for n in range(signs.count()):
        box = signs.nth(n).bounding_box()
        assert box is not None
        assert box["width"] < 20
