"""E-mail: how it is received, read, fetched and sent."""
