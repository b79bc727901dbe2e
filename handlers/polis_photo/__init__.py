"""The photograph of a paper polis."""
