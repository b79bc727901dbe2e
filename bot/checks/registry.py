"""The registry: the way there, and each call that the bot makes."""

from contextlib import aclosing

from bot.checks import Finding
from bot.checks.reach import CannotReach, reach
from bot.opening.registry import registry_of
from bot.settings import Settings


async def look(settings: Settings) -> list[Finding]:
    """Ask it for what changes nothing."""
    if not settings.registry_url:
        return [Finding("registry: REGISTRY_URL is not set")]
    try:
        await reach(settings.registry_url, settings.registry_ca_bundle)
    except CannotReach as error:
        return [Finding(f"registry: {error}: see REGISTRY_URL")]
    async with aclosing(registry_of(settings)) as registry:
        return [Finding(f"registry: {each.text}", each.is_wrong) for each in await registry.findings()]
