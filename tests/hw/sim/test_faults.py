from kiosk.hw.sim.faults import Fault, Faults


def effects(faults: Faults, method: str, calls: int) -> list[str | None]:
    return [faults.next(method) for _ in range(calls)]


def test_without_a_plan_nothing_goes_wrong() -> None:
    assert effects(Faults(), "print", 3) == [None, None, None]


def test_a_fault_befalls_its_call_and_no_other() -> None:
    faults = Faults([Fault(3, "print", "silent")])
    assert effects(faults, "print", 5) == [None, None, "silent", None, None]


def test_a_fault_lasts_as_many_calls_as_it_says() -> None:
    faults = Faults([Fault(2, "frame", "black", calls=3)])
    assert effects(faults, "frame", 6) == [None, "black", "black", "black", None, None]


def test_nought_calls_mean_for_ever() -> None:
    faults = Faults([Fault(2, "frame", "freeze", calls=0)])
    assert effects(faults, "frame", 50) == [None, *["freeze"] * 49]


def test_each_method_counts_its_own_calls() -> None:
    faults = Faults([Fault(2, "open", "unplug"), Fault(1, "read", "unplug")])
    told = [faults.next(m) for m in ("open", "read", "scan", "scan", "open", "read")]
    assert told == [None, "unplug", None, None, "unplug", None]


def test_of_two_faults_at_once_the_first_named_wins() -> None:
    faults = Faults([Fault(2, "scan", "half"), Fault(1, "scan", "garbage", calls=0)])
    assert effects(faults, "scan", 3) == ["garbage", "half", "garbage"]


def test_a_plan_may_be_read_only_once() -> None:
    faults = Faults(Fault(n, "scan", f"e{n}") for n in (2, 1))
    assert effects(faults, "scan", 3) == ["e1", "e2", None]
