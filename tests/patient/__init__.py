"""What the pure values promise."""
