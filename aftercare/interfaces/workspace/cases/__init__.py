"""The inbox and a case: what customers bring to us, and all that is done about it."""
