"""The first tables stand before the later ones, however the modules are imported."""

from kiosk.store import schema, schema_first


def test_the_later_tables_go_on_with_the_first_ones() -> None:
    assert schema.schema is schema_first.schema
    names = [step.name for step in schema_first.schema._migrations]
    assert names == sorted(names)
    assert names[:2] == ["m001_journal", "m002_books"]
