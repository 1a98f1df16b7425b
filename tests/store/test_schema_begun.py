"""The first steps of the schema: the later ones follow them in the same list."""

from kiosk.store import schema, schema_begun


def test_the_first_steps_stand_before_all_later_ones() -> None:
    assert schema.schema is schema_begun.schema
    names = [step.name for step in schema.schema._migrations]
    assert names[0] == "m001_journal"
    assert names == sorted(names)
