"""A line of the central on paper, for the wall behind the counter."""

from collections.abc import Sequence

from kiosk.core.papers import Wording
from kiosk.core.posts import Posted
from kiosk.core.receipts import Cut, Doc, Rule, Text, TextSize, clean


def slip(post: Posted, lines: Sequence[str], by: str, wording: Wording) -> Doc:
    """Return the paper.

    Args:
        post: the line.
        lines: what it says, in the language of whoever prints it.
        by: initials of who does; never a name.
        wording: how this point writes.
    """
    say, until = wording.words, wording.moment(post.letter.until)
    return Doc(
        "slip",
        (
            Text(say("From the network"), size=TextSize.LARGE, bold=True, centred=True),
            Text(say("Point {point}").format(point=clean(wording.point)), wording.moment(post.at)),
            Rule(),
            *(Text(clean(line)) for line in lines),
            Rule(),
            Text(say("Until {moment}").format(moment=until), clean(by), size=TextSize.SMALL),
            Cut(),
        ),
    )
