"""The words of money: every word of a terminal means something to the till."""

from kiosk.core import paywords
from kiosk.core.paywords import PaymentState, TerminalWord


def test_no_word_is_two_words() -> None:
    for words in (TerminalWord, PaymentState, paywords.PayMethod, paywords.PayFault):
        assert len({word.value for word in words}) == len(words)
        assert all(word.value.isascii() and word.value.islower() for word in words)
