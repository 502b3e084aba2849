"""With whom we send, how things are packed, and where our sites are."""
