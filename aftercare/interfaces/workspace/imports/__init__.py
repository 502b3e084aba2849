"""Files that are taken over as tables: upload, mapping, dry run, result."""
