"""Plain words: what is typed where nothing is asked, and where it leads."""
