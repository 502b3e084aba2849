"""Coming in: what the sign-in library leaves to us."""
