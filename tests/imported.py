"""What the fork server does once, so that no process of the bot does it again; it ends with the tests."""

import gc
import sys
from importlib import import_module

from bot.process import routes
from locales.texts import LANGUAGES, texts
from tests.processes import ends_with_its_parent

AT_START = frozenset(sys.modules)
LATE = (
    "anyio._backends._asyncio",
    "apscheduler.executors.asyncio",
    "apscheduler.triggers.interval",
    "bot.commands.check",
    "bot.opening.sign_in",
    "bot.web.sign_in",
    "httpcore",
    "icalendar",
)
"""What the bot imports by itself with its first command, job or call."""

for name in LATE:
    import_module(name)
for language in LANGUAGES:
    texts(language)
for wire in ("esia.wire", "registry.wire"):
    import_module(wire).trusting(None)
routes()
gc.collect()
gc.freeze()  # so that the collection at a bot's start walks what is its own
ends_with_its_parent()
