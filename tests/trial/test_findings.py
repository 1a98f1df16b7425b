"""The words of the doctor."""

from kiosk.trial.findings import all_work, broken, fine, worth_a_word


def test_a_finding_is_one_line_with_what_to_do() -> None:
    told = str(broken("lights wall", "permission denied", "usermod -aG spi kiosk"))
    assert told == "FAIL  lights wall    permission denied. Do: usermod -aG spi kiosk"
    assert str(fine("disk", "much")).split() == ["ok", "disk", "much"]


def test_what_a_device_says_cannot_break_the_line() -> None:
    assert str(fine("printer", "a\nb\x1b[2J\u202e")) == "ok    printer        a b[2J"


def test_warnings_are_words_and_failures_are_not() -> None:
    said = [fine("a", ""), worth_a_word("b", "", "")]
    assert all_work(said)
    assert not all_work([*said, broken("c", "", "")])
