"""Drives the whole through build: demo, play, bench."""
