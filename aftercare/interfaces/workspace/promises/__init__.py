"""What we owe: due next, slipping, broken, and how much of it was kept; who has how much to do."""
