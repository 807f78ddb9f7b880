"""The CSV import wizard: choose a file, match its columns, check it, see what will change, write it."""
