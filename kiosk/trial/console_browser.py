"""The console in a real browser, without a window or in one: Chromium, where it is installed.

Playwright drives it and is not needed to run anything of ours: who has it not uses plain HTTP.
"""

import importlib.util
import json
import os
import shutil
import time
from pathlib import Path

from kiosk.trial.console_hand import NoPage, Page, Sent

SIZE = (1280, 800)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE_MS = 60_000
_PICTURES_S, _LOOK_MS = 20.0, 100
_SHOW = "id => document.getElementById(id)?.closest('section').scrollIntoView()"
_HAS_ALL = """() => [...document.images].every(one => {
    const at = one.getBoundingClientRect()
    return at.top > innerHeight || at.bottom < 0 || (one.complete && one.naturalWidth > 0)
})"""


def find_browser() -> str | None:
    """Return where a browser is that can be driven, None for none."""
    if importlib.util.find_spec("playwright") is None:
        return None
    return next(filter(None, map(shutil.which, _NAMES)), None)


class BrowserHand:
    """Implements Hand.

    Args:
        browser: the program.
        address: of the console.
        language: in which it is read.
        headless: without a window.
    """

    def __init__(self, browser: str, address: str, language: str, *, headless: bool) -> None:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415

        self._play = sync_playwright().start()
        try:
            alone = ["--no-sandbox"] if os.geteuid() == 0 else []  # root has no sandbox
            self._browser = self._play.chromium.launch(
                executable_path=browser, headless=headless, args=alone
            )
            context = self._browser.new_context(
                base_url=address,
                locale=language,
                color_scheme="light",
                reduced_motion="reduce",
                viewport={"width": SIZE[0], "height": SIZE[1]},
            )
            context.set_default_timeout(_PATIENCE_MS)
            self._page = context.new_page()
        except Exception:
            self._play.stop()
            raise

    def go(self, path: str) -> None:
        """Open a page (see Hand)."""
        self._page.goto(path)

    def send(self, page: Page, sent: Sent) -> None:
        """Fill a form in and press a button (see Hand)."""
        form, kinds = self._page.locator("form").nth(sent.at), page.forms[sent.at].kinds
        folded = form.locator("xpath=ancestor::details[not(@open)]/summary")
        if folded.count():
            folded.first.click()
        for name, value in sent.fields.items():
            field = form.locator(f"[name={json.dumps(name)}]")
            match kinds.get(name, ""):
                case "radio" | "checkbox":
                    form.locator(f"[name={json.dumps(name)}][value={json.dumps(value)}]").check()
                case "select":
                    field.select_option(value)
                case "":
                    raise NoPage(f"the form has no field {name!r}")
                case _:
                    field.fill(value)
        if sent.upload is not None:
            up = sent.upload
            form.locator(f"[name={json.dumps(up.field)}]").set_input_files(
                {"name": up.name, "mimeType": "text/csv", "buffer": up.raw}
            )
        button = f"button[value={json.dumps(sent.button)}]" if sent.button else "button"
        with self._page.expect_navigation():
            form.locator(button).first.click()

    def html(self) -> str:
        """Return the page as it is now, with what came by itself (see Hand)."""
        return self._page.content()

    def picture(self, path: Path, part: str) -> None:
        """Save what the window shows, once its pictures are there (see Hand)."""
        if part:
            self._page.evaluate(_SHOW, part)
        until = time.monotonic() + _PICTURES_S
        while not self._page.evaluate(_HAS_ALL) and time.monotonic() < until:
            self._page.wait_for_timeout(_LOOK_MS)
        self._page.screenshot(path=path)

    def close(self) -> None:
        """Close the browser (see Hand)."""
        self._browser.close()
        self._play.stop()
