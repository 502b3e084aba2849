"""The company: its entities and sites, when it works, its numbers and other settings."""
