"""Simulators: product code behind the same ports as the drivers, with faults on demand."""
