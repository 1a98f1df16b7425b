"""A line of the central on paper says what it says, from whom and until when."""

from kiosk.core.notice_words import Level
from kiosk.core.papers import Wording
from kiosk.core.papers_posts import slip
from kiosk.core.posts import MessagePosted, Posted
from kiosk.core.receipts import Text

WORDS = Wording("7731", str, lambda n, c: f"{n} {c}", lambda at: f"day {at}")


def test_the_paper_says_it() -> None:
    post = Posted(MessagePosted("m1", Level.ACT, 9, en=("Close early", "Bring keys")), 4)
    doc = slip(post, post.letter.lines("en"), "AK", WORDS)
    said = [(e.left, e.right) for e in doc.elements if isinstance(e, Text)]
    assert said == [
        ("From the network", ""),
        ("Point 7731", "day 4"),
        ("Close early", ""),
        ("Bring keys", ""),
        ("Until day 9", "AK"),
    ]
