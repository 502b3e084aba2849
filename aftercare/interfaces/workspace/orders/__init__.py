"""What customers get of us by agreement."""
