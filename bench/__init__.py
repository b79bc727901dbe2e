"""Benchmarks: ratios between ways of doing the same, measured in one run."""
