"""
Tables that come from spreadsheets, and lists that go out as such.

Knows no table of the business: each app registers its sheets (`queries`), and hands its lists out
through the interfaces.
"""
