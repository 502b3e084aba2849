"""
One file that holds everything: database, stored files, and the secret key if we keep it.

It is a tar file anybody can read: `database/…` are the pieces of a dump of `pg_dump`, `files/…`
the stored files, `manifest.json` says what has to be in it, `SHA256SUMS` proves each member.
"""
