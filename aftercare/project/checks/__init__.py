"""What `aftercare check` looks at, and what it says how to mend."""
