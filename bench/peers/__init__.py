"""Other systems, measured beside ours in the same run. Each runs in an environment of its own."""
