"""The showroom's returns and drop-offs: shown by the counter's own rules, and cleared away."""

from pathlib import Path

from kiosk.core.words import ParcelKind, ReturnState
from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_returns import return_views


def test_what_is_shown_happened_and_leaves_nothing_begun(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"\xff\xd8")
    names = []
    for name, make in return_views(show.office, show.plan):
        make()
        names.append(name)
    assert len(names) == len(set(names))
    assert show.file.returns.in_state(ReturnState.OPEN, 9) == ()
    assert len(show.file.returns.in_state(ReturnState.ACCEPTED, 9)) == 1
    kinds = {p.kind for p in show.file.parcels.to_pack()}
    assert kinds == {ParcelKind.RETURN, ParcelKind.DROP_OFF}
    audit = show.file.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    show.close()
