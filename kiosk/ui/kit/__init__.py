"""The small widget layer of the counter's screen."""
