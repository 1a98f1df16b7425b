"""The papers that wait for the printer, in every state that matters: for the showroom."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core.receipts import Doc, Text
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.waiting_papers import WaitingPapersScreen
from kiosk.workflows.papers import Papers

View = tuple[str, Callable[[], Screen]]


def paper_views(office: Office) -> Iterator[View]:
    """Yield the queue of papers, and the question before receipts are discarded."""
    with office.desk.counter.unit():
        for kind in ("receipt", "act"):
            Papers(office.desk.counter).queue(Doc(kind, (Text("1"),)))
    yield "waiting_papers", office.doors.waiting_papers
    yield "waiting_papers_ask", partial(_Asked, office)


class _Asked(WaitingPapersScreen):
    """Somebody is about to discard every receipt."""

    def entered(self) -> None:
        """Ask."""
        super().entered()
        waiting = self.desk.prints.waiting()
        self.asked_about = tuple(job.job_id for job in waiting if job.kind == "receipt")
