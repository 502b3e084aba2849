"""Units, lots, traces and registrations on the screen."""
