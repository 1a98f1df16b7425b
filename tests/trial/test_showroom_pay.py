"""Money stands in the showroom, from a sum that is due to one that goes back."""

from functools import partial
from pathlib import Path

from kiosk.core.paywords import PaymentState
from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_pay import pay_views


def test_money_is_shown_until_it_goes_back(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    names = []
    for name, make in pay_views(show.office, partial(show.serve, 5)):
        make()
        names.append(name)
    assert len(names) == len(set(names))
    assert show.desk.issue.live() == ()
    assert [one.state for one in show.file.payments.unsettled()] == [PaymentState.REFUNDING]
    show.close()
