"""What planners do: have plans made, assume, decide."""
