"""
The one decision: from facts and rule books to remedies, payers, dates and reasons.

Pure: no table, no clock, no Django. `deciding.decide` is the door; described in docs/coverage.md.
"""
