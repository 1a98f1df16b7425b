"""A receipt's number: its code is read as a receipt, whatever its id is."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.codes import Code, CodeKind, read
from kiosk.core.papers import Wording
from kiosk.core.papers_number import number, receipt_code
from kiosk.core.receipts import Qr

WORDING = Wording("7731", str, lambda n, c: f"{n} {c}", str)


@given(st.uuids())
def test_the_code_on_a_receipt_is_read_as_that_receipt(receipt: object) -> None:
    (code,) = [e.text for e in number(str(receipt), WORDING) if isinstance(e, Qr)]
    assert code == receipt_code(str(receipt))
    assert read(code, "qr", lambda _: None) == Code(CodeKind.RECEIPT, str(receipt), "qr")


def test_a_paper_without_an_id_has_no_code() -> None:
    assert number("", WORDING) == []
