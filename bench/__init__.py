"""Measurements. Each module says how to run it; figures belong into docs/."""
