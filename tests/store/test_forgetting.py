"""Who is known by nothing but a name, and what customers said of returns."""

from kiosk.core.messages import CodesSet, ElsewhereSet
from kiosk.core.pickup import CodeWindow
from kiosk.store.customers import Customer
from tests.store.conftest import T0, Ledger


def only_named(ledger: Ledger, at: int) -> dict[str, int]:
    """Look who is, at a moment; return them with since when."""
    with ledger.file.unit():
        ledger.file.erasures.note_only_named(at)
    sql = "SELECT customer_ref, since FROM only_named ORDER BY customer_ref"
    return dict(ledger.file.db.execute(sql).fetchall())


def test_only_of_whom_nothing_else_is_kept_is_noted(ledger: Ledger) -> None:
    file = ledger.file
    with file.unit():
        for ref in ("c1", "c2", "c3"):
            file.customers.keep(Customer(ref, "Ann B.", "0001"))
        code = CodesSet("c2", ())
        file.codes.replace(code.customer_ref, [CodeWindow("ab" * 16, T0, T0 + 1)])
        file.elsewhere.keep(ElsewhereSet("c3", T0))
    assert only_named(ledger, T0) == {"c1": T0}
    assert only_named(ledger, T0 + 9) == {"c1": T0}, "the first look counts"
    with file.unit():
        file.codes.replace("c1", [CodeWindow("cd" * 16, T0, T0 + 1)])
        file.codes.replace("c2", [])
    assert only_named(ledger, T0 + 10) == {"c2": T0 + 10}


def test_it_is_forgotten_with_the_customer(ledger: Ledger) -> None:
    with ledger.file.unit():
        ledger.file.customers.keep(Customer("c1", "Ann B.", "0001"))
    assert only_named(ledger, T0)
    with ledger.file.unit():
        ledger.file.erasures.forget("c1")
    assert ledger.file.db.execute("SELECT count(*) FROM only_named").fetchone() == (0,)


def test_what_a_customer_said_is_told_until_they_are_forgotten(ledger: Ledger) -> None:
    returns = ledger.file.returns
    with ledger.file.unit():
        returns.keep_words("R1", "c1", "too small")
        returns.keep_words("R2", "c2", "chipped")
        returns.keep_words("R1", "c1", "too tight")
    assert (returns.words("R1"), returns.words("R3")) == ("too tight", "")
    with ledger.file.unit():
        ledger.file.erasures.forget("c1")
        returns.keep_words("R2", "c2", "")
    assert (returns.words("R1"), returns.words("R2")) == ("", "")
