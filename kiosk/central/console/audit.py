"""Who did what at the console, the newest first."""

from starlette.responses import Response

from kiosk.central.console.call import Call
from kiosk.central.console.front import Page
from kiosk.central.sql import plain
from kiosk.central.users import Role, Users

_A_PAGE = 50


async def show(call: Call) -> Response:
    """Show a page of it."""
    user, before = plain(call.asked("user", 32)), _number(call.asked("before", 18))
    rows = await call.desk.read(lambda books: Users(books).deeds(user, before, _A_PAGE + 1))
    more = rows[_A_PAGE - 1][0] if len(rows) > _A_PAGE else 0
    return call.page("audit.html", rows=rows[:_A_PAGE], more=more, asked=user)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


PAGES = (Page("/audit", show, Role.ADMIN),)
