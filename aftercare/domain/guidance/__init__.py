"""
Technical guidance by appointment: sessions our engineers hold for customers, alone or in series.

Owns sessions, who holds them and who is invited, what guests answered, and the notes that were
taken. Does not own what is said about them: invitations are mails of a case.
"""
