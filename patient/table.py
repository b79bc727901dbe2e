"""Tables as they are read best: a name, a colon and what stands behind it, in as many lines as it takes."""

import re

ROW = re.compile(r"^([\w.]+):(.*(?:\n +.*)*)", re.MULTILINE)


def rows(text: str) -> tuple[tuple[str, str], ...]:
    """Return the rows of a table; a line that is indented goes on with the one before."""
    return tuple((name, " ".join(rest.split())) for name, rest in ROW.findall(text))
