"""``python -m sandbox [fhir|ecp]``: the demo, with this kind of registry."""

import argparse
import asyncio
import sys

from sandbox.demo import demo
from sandbox.registry_kinds import KINDS

if __name__ == "__main__":
    words = argparse.ArgumentParser(prog="python -m sandbox", description="Доктор73 in Telegram: the demo")
    words.add_argument(
        "registry", nargs="?", choices=list(KINDS), default="fhir", help="the kind of registry"
    )
    sys.exit(asyncio.run(demo(registry=words.parse_args().registry)))
