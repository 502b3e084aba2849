"""Browsers hear what happens: PostgreSQL notifies each web process, it tells its listeners."""
