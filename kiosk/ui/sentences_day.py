"""What the screen says where a day cannot be opened, handed over or closed."""

from collections.abc import Mapping

from kiosk.core.refusals import Reason
from kiosk.ui.sentence import Sentence, n_

DAY: Mapping[Reason, Sentence] = {
    Reason.DAY_IS_OPEN: Sentence(
        n_("The day is open already"), n_("Go on, or close it in the evening")
    ),
    Reason.DAY_NOT_OPEN: Sentence(
        n_("The day is not open"), n_("Open it first: Menu, The day")
    ),
    Reason.DAY_CLOSED: Sentence(
        n_("The day is closed already"), n_("Take the closing back, or wait for tomorrow")
    ),
    Reason.LOOSE_ENDS: Sentence(
        n_("Something is unfinished"), n_("Finish it, or say why it waits"),
        n_("Unfinished, without a reason: {n}"),
    ),
    Reason.DRAWER_DIFFERS: Sentence(
        n_("The drawer holds another sum"), n_("Count once more, or say why"),
        n_("The drawer differs by {amount}"),
    ),
    Reason.NOT_COUNTED: Sentence(
        n_("The journal is being counted"), n_("Try again in some minutes")
    ),
}  # fmt: skip
