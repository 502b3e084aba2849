"""Guidance sessions: who holds which one when, who comes, and how it went."""
