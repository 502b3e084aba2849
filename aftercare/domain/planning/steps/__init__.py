"""What planning writes, step by step."""
