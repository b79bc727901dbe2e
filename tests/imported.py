"""What the fork server imports before it forks: the bot; it ends with the process of the tests."""

import bot.__main__
import bot.commands.check
import bot.commands.run  # noqa: F401 - these are what costs
from tests.processes import ends_with_its_parent

ends_with_its_parent()
