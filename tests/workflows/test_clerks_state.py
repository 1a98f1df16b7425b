"""Whatever clerks do, nothing is issued wrongly or forgotten; broken counters are caught."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from kiosk.core import decisions, left, sessions
from kiosk.core.parcels import Parcel
from kiosk.store.parcels import Parcels
from kiosk.workflows.entitle import Entitle
from kiosk.workflows.proof import Proof, Proven
from tests.families import first_quickly
from tests.workflows.clerks import Clerks


def _settings(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


def test_whatever_clerks_do_nothing_is_issued_wrongly_or_forgotten() -> None:
    run_state_machine_as_test(Clerks, settings=_settings(6, 25))


@pytest.mark.slow
def test_whatever_clerks_do_for_long_nothing_is_issued_wrongly_or_forgotten() -> None:
    run_state_machine_as_test(Clerks, settings=_settings(120, 60))


# -- mutants: each must be caught ------------------------------------------------------------------


def _forgets(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(left, "leave", lambda *_: ())


def _forgets_what_was_refused(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Parcels, "on_counter", lambda *_: ())


def _undoes_for_all(patched: pytest.MonkeyPatch) -> None:
    undo = sessions.undo
    patched.setattr(
        sessions, "undo", lambda *a, **k: undo(*a, **(k | {"may_override": True, "reason": "x"}))
    )


def _takes_anybodys(patched: pytest.MonkeyPatch) -> None:
    pick = sessions.pick

    def any_customer(parcel: Parcel, session: sessions.Session, search_ms: int) -> object:
        mine = msgspec.structs.replace(parcel, customer_ref=session.customer_ref)
        return pick(mine, session, search_ms)

    patched.setattr(sessions, "pick", any_customer)


def _takes_any_code(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Proof, "check", lambda *_: Proven("c1", ()))


def _takes_a_stale_code(patched: pytest.MonkeyPatch) -> None:
    patched.setattr("kiosk.workflows.proof.fits", lambda *_: None)


def _lets_anybody_override(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Entitle, "_may_override", lambda *_: True)


def _issues_what_was_refused(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(decisions, "is_refused", lambda _: False)


MUTANTS = [
    *(
        _forgets,
        _forgets_what_was_refused,
        _undoes_for_all,
        _takes_anybodys,
        _takes_any_code,
        _takes_a_stale_code,
    ),
    *(_lets_anybody_override, _issues_what_was_refused),
]


@pytest.mark.parametrize("mutant", first_quickly(MUTANTS))
def test_the_clerks_find_what_is_wrong(
    mutant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant(monkeypatch)
    hunt = settings(_settings(60, 30), report_multiple_bugs=False, phases=settings().phases[:3])
    with pytest.raises(Exception):  # noqa: B017, PT011  whatever notices it
        run_state_machine_as_test(seed(7)(Clerks), settings=hunt)
