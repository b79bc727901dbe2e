"""``python -m sandbox``: the demo."""

import asyncio
import sys

from sandbox.demo import demo

if __name__ == "__main__":
    sys.exit(asyncio.run(demo()))
