"""How files of any origin are read as a table, and tables are written. No database."""
