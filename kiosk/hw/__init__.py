"""Devices behind small ports: drivers, the supervisor that keeps them alive, the decode process."""
