"""On which ways people reach us: accounts on channels, and what got stuck there."""
