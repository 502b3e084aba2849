"""What people decide for themselves: how it looks, what they hear of, when they are away."""
