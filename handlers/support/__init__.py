"""Questions to the operator's people, and their answers."""
