"""Faults of JSON by line, entry and field; whole files are in test_manifest_files."""

import msgspec
import pytest

from kiosk.central.json_faults import _CHOICES, _FORM_OF, BAD_JSON, fault_in, fault_of_entry
from kiosk.central.manifests import Manifest
from kiosk.core.messages import ManifestLine


def _fault(raw: bytes, form: type[msgspec.Struct]) -> Exception:
    with pytest.raises(BAD_JSON) as caught:
        msgspec.json.decode(raw, type=form)
    return caught.value


@pytest.mark.input
@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"parcel":"P 1"}', "parcel is not a code of up to 64 letters, digits and :._*!%+/=-"),
        (b'{"parcel":"P1","age_limit":100}', "age_limit is not years, 0 to 99"),
        (b'{"parcel":"P1","size":"XS"}', "size is not one of S, M, L, XL"),
        (b'{"parcel":"P1","items":[{"title":7}]}', "items[0].title is not a title of up to 200"),
        (
            b'{"parcel":"P1","items":[{"title":"Mug","decision":"buy"}]}',
            "items[0].decision is not one of accept, refuse, defect",
        ),
        (b'{"parcel":"P1","items":[7]}', "items[0] is not an object with its fields"),
        (b'{"parcel":"P1","items":{}}', "items is not a list of up to 40 things"),
        (b'{"box":"B1"}', "parcel is missing"),
        (b"7", "is not an object with its fields"),
        (b'{"parcel":"\xff"}', "is not UTF-8 text"),
    ],
)
def test_an_entry_is_named_and_its_field(raw: bytes, said: str) -> None:
    fault = fault_of_entry(_fault(raw, ManifestLine), "parcels", 3, 9).at("d.json", 9)
    assert fault.said().startswith(f"d.json:9: parcel no. 3 of the list: {said}")


def test_every_choice_is_named() -> None:
    assert {*_CHOICES} == {name for name, form in _FORM_OF.items() if form == "one_of"}


@pytest.mark.input
@pytest.mark.parametrize(
    ("codes", "form"),
    [(b'{"c 1":"123456"}', "ref"), (b'{"c1":"1"}', "pickup_code"), (b"7", "codes")],
)
def test_a_code_that_does_not_fit_is_named_by_its_table(codes: bytes, form: str) -> None:
    raw = b'{"delivery":"D","carrier":"M","due_at":1,"parcels":[],\n"codes":' + codes + b"}"
    fault = fault_in(raw, _fault(raw, Manifest), 10)
    assert (fault.key, fault.values["field"], fault.form) == ("bad_field", "codes", form)
