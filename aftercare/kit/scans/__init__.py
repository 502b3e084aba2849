"""
What a scanned code says: pure functions from its characters to item, serial, lot, date, quantity.

`reading.read_scan` is the door. Nothing here asks the database or the clock.
"""
