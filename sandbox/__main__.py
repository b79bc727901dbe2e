"""``python -m sandbox``: the demo."""

import asyncio

from sandbox.demo import demo

if __name__ == "__main__":
    asyncio.run(demo())
