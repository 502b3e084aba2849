"""Customers, with the whole story of each."""
