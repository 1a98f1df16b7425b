"""What people chose: one value a setting and person."""

from collections.abc import Callable

from kiosk.core.settings import Chosen
from tests.store.conftest import Ledger

VOLUME = Chosen("sound.volume", "40", "70")


def test_the_last_choice_is_kept_for_each_whose_it_is(
    ledger: Ledger, open_ledger: Callable[[], Ledger]
) -> None:
    with ledger.file.unit():
        ledger.file.settings.keep(Chosen("sound.volume", "90", "70"))
        ledger.file.settings.keep(VOLUME)
        ledger.file.settings.keep(Chosen("own.theme", "dark", ""), "anna")
    ledger.file.close()
    again = open_ledger().file
    assert again.settings.of() == (VOLUME,)
    assert again.settings.of("anna") == (Chosen("own.theme", "dark", ""),)
    with again.unit():
        again.settings.forget("sound.volume")
        again.settings.forget("own.theme", "igor")
    assert again.settings.of() == ()
    assert len(again.settings.of("anna")) == 1


def test_changes_are_found_by_their_index(ledger: Ledger) -> None:
    sql = "SELECT body FROM journal WHERE type = 'setting.changed' ORDER BY seq DESC LIMIT 5"
    plan = ledger.file.db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    assert "journal_setting" in str(plan)
    assert ledger.file.settings.told(5) == ()
