"""The photograph of a paper polis: from the bytes of a picture to patient values."""
