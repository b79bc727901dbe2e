"""The cards' screens: pure functions from values and texts."""
