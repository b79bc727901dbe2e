"""What is kept: one SQLite file, written by one writer, sealed row by row."""
