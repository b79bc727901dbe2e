"""What was told, and how a person wants to be told."""
