"""The counter's SQLite file: schema, questions, and the journal that is the only way to write."""
