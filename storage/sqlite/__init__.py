"""SQLite: everything in one file, with which one process works."""
