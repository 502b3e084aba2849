"""Plans from files: tables in, tables and one page out."""
