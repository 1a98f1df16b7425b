"""What a partner agrees to before the registration is sent: the whole text, and who wrote which."""

from msgspec import Struct

from kiosk.core.applicants import CONSENT
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Do, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.phrases import Phrases

_WIDE, _AROUND = 880, 160  # pixels: the sheet, and what of it is no text
_HEAD, _TEXT = "strong", "row_meta"
_MOST_LINES = 40


class Line(Struct, frozen=True):
    """One line of the text as it is shown: `is_head` above what belongs to it."""

    at: int
    text: str
    is_head: bool = False


def consent_text(phrases: Phrases) -> tuple[tuple[str, str], ...]:
    """Return the text, a heading and a paragraph each.

    Who changes a word of it, in any language, gives `core.applicants.CONSENT` a new name: the
    journal says by it what somebody agreed to. A test holds the two together.
    """
    say = phrases.text
    return (
        (
            say("What is kept"),
            say(
                "Your name, mail, phone, company and tax number; the place you propose; the "
                "pictures and papers you send; what you write to the network."
            ),
        ),
        (
            say("What for"),
            say(
                "To look at your application, to make a contract with you and to open the point. "
                "For nothing else, and for nobody's advertising."
            ),
        ),
        (
            say("How long"),
            say(
                "On this box until it is sent. At the network for as long as the application or "
                "the contract runs, and then for the term that the law of your country sets."
            ),
        ),
        (
            say("Who sees it"),
            say(
                "Those at the network who decide on openings; it is noted who looked, and when. "
                "The staff and the customers of this point never see it."
            ),
        ),
        (
            say("What you may ask for"),
            say(
                "What is kept of you, and that mistakes are put right. You may take this consent "
                "back at any time; the application ends with it."
            ),
        ),
        (
            say("How to have it deleted"),
            say(
                "Withdraw the opening, or ask in Messages. The network deletes what no law makes "
                "it keep, keeps the rest shut away until its term, and tells you so."
            ),
        ),
    )


def consent_sheet(skin: Skin, agree: Do, close: Do) -> Widget:
    """Return the text in a sheet, with the button that agrees to it.

    Args:
        skin: measures the lines.
        agree: what the button does.
        close: what leaving it does.
    """
    phrases, lay = skin.phrases, skin.layout
    say = phrases.text
    rows = ScrollList(
        id="consent.text",
        items=_lines(skin),
        key=lambda line: line.at,  # type: ignore[attr-defined]
        row=_row,
        row_px=skin.line(_TEXT),
        gap=2,
        grow=1,
        least=80,
    )
    version = say("Text {version}", version=CONSENT)
    agreed = Button(id="consent.agree", label=say("I agree"), icon="check", rank="primary",
                    do=agree)  # fmt: skip
    later = Button(id="consent.later", label=say("Not now"), rank="outline", do=close)
    caption = Label(label=version, style="caption", colour="ink2")
    return Sheet(
        id="consent",
        title=say("What you agree to"),
        child=Stack(children=[rows, caption], gap=lay.dense, grow=1, least=120),
        actions=(later, agreed),
        close=close,
        most=_WIDE,
    )


def _lines(skin: Skin) -> tuple[Line, ...]:
    """Return the text cut into lines: a paragraph is read whole or not at all."""
    room = min(skin.px(_WIDE), skin.layout.content[2]) - skin.px(_AROUND)
    found: list[Line] = []
    for head, text in consent_text(skin.phrases):
        if found:
            found.append(Line(len(found), " "))
        found.append(Line(len(found), head, is_head=True))
        for line in skin.wrap(text, _TEXT, room, _MOST_LINES):
            found.append(Line(len(found), line))
    return tuple(found)


def _row(item: object) -> Widget:
    line: Line = item  # type: ignore[assignment]
    style, colour = (_HEAD, "ink") if line.is_head else (_TEXT, "ink2")
    return Label(label=line.text, style=style, colour=colour, cuts=True)
