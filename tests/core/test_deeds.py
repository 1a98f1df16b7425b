"""Deeds: every fact stands under one part of the work, and none is forgotten."""

from kiosk.core.deeds import Work, types_of, work_of
from kiosk.core.events import FACTS

OTHERS = {
    "act",
    "equipment",
    "erase",
    "erasure",
    "link",
    "retention",
    "config",
    "journal",
    "message",
    "opening",
    "notes",
    "notice",
    "photo",
    "policy",
    "setting",
    "shot",
    "snapshot",
    "storage",
    "sync",
    "trial",
    "update",
}


def test_each_fact_stands_under_one_part() -> None:
    parts = [types_of(work) for work in Work]
    assert sorted(type_ for part in parts for type_ in part) == sorted(FACTS)


def test_what_people_do_is_sorted_by_the_longer_name_first() -> None:
    sorted_ = {
        "parcel.issued": Work.VISITS,
        "parcel.received": Work.INBOUND,
        "parcel.stored": Work.SHELVES,
        "parcel.packed": Work.OUTBOUND,
        "box.opened": Work.INBOUND,
        "box.sealed": Work.OUTBOUND,
        "return.accepted": Work.RETURNS,
        "staff.added": Work.TEAM,
        "payment.recorded": Work.VISITS,
    }
    assert {type_: work_of(type_) for type_ in sorted_} == sorted_


def test_a_new_fact_of_a_persons_work_is_told_where_it_belongs() -> None:
    assert {type_.partition(".")[0] for type_ in types_of(Work.OTHER)} <= OTHERS
