"""The dashes that keyboards and web pages put in place of a hyphen."""

AS_HYPHEN = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
