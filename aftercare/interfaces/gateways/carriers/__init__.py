"""Carriers: adapters that buy labels and hear of the way."""
