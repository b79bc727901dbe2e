"""The views: pure functions from values and texts to screens."""
