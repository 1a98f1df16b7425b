"""Taking the words of forgotten rows out of the search index, a few pages at a time.

FTS5 only notes that a row is gone; the word itself stays in an old segment until all segments are
merged into one. Doing that at once takes a second at 300,000 rows (decision 0050), and the counter
would stand still meanwhile.
"""

from sqlite_utils import Database

PAGES = 16  # of 4 KB, written by one slice: some 10 ms
_TWO = "INSERT INTO found (found, rank) VALUES ('usermerge', 2)"  # else four must lie there
_MERGE = "INSERT INTO found (found, rank) VALUES ('merge', ?)"
_CHANGES = "SELECT total_changes()"
_NOTHING = 2  # changed rows that SQLite's own documentation calls none


class Sweep:
    """Merges the index, in slices.

    Attributes:
        is_due: words may be left; at first one does not know what an earlier life left.
    """

    def __init__(self, db: Database) -> None:
        self._db, self.is_due, self._has_begun = db, True, False

    def want(self) -> None:
        """Something was forgotten; from now on or once again."""
        self.is_due, self._has_begun = True, False

    def slice(self) -> bool:
        """Merge a few pages; within a unit of its own, after the one that forgot.

        Returns:
            Whether no forgotten word is left.
        """
        if self.is_due and not self._has_begun:
            self._db.execute(_TWO)
            self._has_begun = True
            self.is_due = self._changes(-PAGES) >= _NOTHING  # negative: every segment takes part
        if self.is_due:
            self.is_due = self._changes(PAGES) >= _NOTHING
        return not self.is_due

    def _changes(self, pages: int) -> int:
        before = int(self._db.execute(_CHANGES).fetchone()[0])
        self._db.execute(_MERGE, [pages])
        return int(self._db.execute(_CHANGES).fetchone()[0]) - before
