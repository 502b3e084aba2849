"""Parcels: prepared, packed, sent, followed and taken in."""
