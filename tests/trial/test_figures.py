from kiosk.trial.figures import at_least, at_most, seconds


def test_a_figure_that_should_be_small_is_good_up_to_its_target() -> None:
    assert [at_most("x", value, 5.0).ok for value in (4.9, 5.0, 5.1)] == [True, True, False]


def test_a_figure_that_should_be_large_is_good_from_its_target_on() -> None:
    assert [at_least("x", value, 5.0).ok for value in (4.9, 5.0, 5.1)] == [False, True, True]


def test_a_figure_is_judged_before_it_is_rounded() -> None:
    row = at_most("x", 5.0001, 5.0)
    assert (row.value, row.ok) == (5.0, False)


def test_work_is_done_once_while_it_is_timed() -> None:
    done: list[str] = []
    assert seconds(lambda: done.append("work")) >= 0
    assert done == ["work"]
