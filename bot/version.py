"""The version of this release; nothing else repeats it."""

VERSION = "0.1.0"
