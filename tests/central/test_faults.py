"""What is wrong with a file: a key and its values, said with its place."""

import re
from pathlib import Path

from kiosk.central import faults, json_faults, manifest_files, manifests
from kiosk.central.faults import ENTRIES, FAULTS, FORMS, Fault, Faults, ManifestFaults


def test_a_fault_is_said_with_its_place() -> None:
    values = {"field": "size", "shown": "'XS'", "choices": "S, M"}
    fault = Fault("bad_value", values, "one_of").at("d.csv", 3)
    assert fault.said() == "d.csv:3: size 'XS' is not one of S, M"
    assert Fault("no_parcel").said() == "there is no parcel in it"
    entry = Fault("bad_entry", form="entry", of="customers", entry=2).at("d.json")
    assert entry.said() == "d.json: customer no. 2 of the list: is not an object with its fields"
    both = ManifestFaults([Fault("empty", {"field": "parcel"}), "x.toml: is missing"])
    assert both.lines == ("parcel is empty", "x.toml: is missing")
    assert str(both) == "parcel is empty\nx.toml: is missing"


def test_beyond_the_bound_a_line_has_its_first_fault_and_the_rest_is_a_number() -> None:
    faults = Faults(2)
    for line in (1, 1, 1, 2, 2, 3):
        faults.add(Fault("no_parcel").at("d.csv", line))
    assert [one.line for one in faults.found] == [1, 1, 2, 3]
    told = faults.told(Fault("other_kind"))
    assert (len(told.faults), told.more) == (5, 2)
    assert told.lines[0] == "neither .csv nor .json"
    assert told.lines[-1] == "and 2 more"


def test_a_fault_is_said_in_another_language_with_its_parts() -> None:
    def marked(msgid: str, **values: object) -> str:
        return f"<{faults.english(msgid, **values)}>"

    said = Fault("bad_field", {"field": "x"}, "ref", of="parcels", entry=1).said(marked)
    assert said == f"<parcel no. 1 of the list>: <x is not <{FORMS['ref']}>>"
    choice = Fault("bad_field", {"field": "x", "choices": "S, M"}, "one_of").at("d.json", 2)
    assert choice.said(marked) == "d.json:2: <x is not <one of S, M>>"


def test_every_key_that_is_used_has_a_sentence_and_every_sentence_is_used() -> None:
    source = "".join(
        Path(str(module.__file__)).read_text(encoding="utf-8")
        for module in (json_faults, manifest_files, manifests)
    )
    assert {key for key in FAULTS if f'"{key}"' not in source} == set()
    assert {key for key in FORMS if f'"{key}"' not in source} == set()
    assert {*re.findall(r'Fault\(\s*"(\w+)"', source)} <= {*FAULTS}
    assert {*ENTRIES} == {"parcels", "customers"}
    assert faults.english("100 %") == "100 %"
