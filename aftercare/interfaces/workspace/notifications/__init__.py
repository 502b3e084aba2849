"""What somebody should know of: the bell, the list behind it, and the mail of it."""
