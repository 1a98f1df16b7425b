"""What the screen says where a point is not open yet."""

from collections.abc import Mapping

from kiosk.core.refusals import Reason
from kiosk.ui.sentence import Sentence, n_

OPENING: Mapping[Reason, Sentence] = {
    Reason.NOT_LAUNCHED: Sentence(
        n_("This point is not open yet"), n_("Finish the opening: Menu, Opening")
    ),
    Reason.NOT_REGISTERED: Sentence(
        n_("The network does not know you yet"), n_("Register first: Menu, Opening")
    ),
    Reason.SHOTS_MISSING: Sentence(
        n_("Some pictures are missing"), n_("Take each of the list, then send them"),
        n_("Pictures missing: {n}"),
    ),
    Reason.EQUIPMENT_FAILED: Sentence(
        n_("The equipment is not ready"), n_("Mend what is marked, then check again")
    ),
    Reason.TRIAL_OPEN: Sentence(
        n_("The trial delivery is not finished"), n_("Accept and issue every trial parcel")
    ),
}  # fmt: skip
