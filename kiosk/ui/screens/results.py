"""What a search found, best first; and whose short code it is."""

from kiosk.core.codes import Code
from kiosk.ui.kit.boxes import Card, Stack
from kiosk.ui.kit.widget import Widget
from kiosk.ui.screens.hits import HitScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import Hit


class ResultsScreen(HitScreen):
    """Hits to choose from.

    Args:
        office: the counter.
        hits: what was found.
        code: a short pickup code that waits for its customer, or None.
    """

    name = "results"
    section = "issue"

    def __init__(self, office: Office, hits: tuple[Hit, ...], code: Code | None = None) -> None:
        super().__init__(office)
        self.hits, self.code = hits, code

    def title(self) -> str:
        """Return how many there are."""
        return self.phrases.text("Found: {n}", n=self.phrases.number(len(self.hits)))

    def content(self) -> Widget:
        """Return the list."""
        empty = self.phrases.text("Nothing found. Check the digits, or scan the label.")
        return Card(child=Stack(children=[self.hit_list("results.list", self.hits, empty)]))
