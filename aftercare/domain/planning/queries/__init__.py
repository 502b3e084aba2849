"""What a plan says, from tables; no database is asked."""
