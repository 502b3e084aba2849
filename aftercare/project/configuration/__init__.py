"""What the environment may say: typed, checked as a whole, wrong values named in sentences."""
