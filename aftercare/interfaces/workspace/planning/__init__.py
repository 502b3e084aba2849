"""What a planner looks at: parts that run out, what-if, and what to decide."""
