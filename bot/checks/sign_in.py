"""The sign-in: our key and certificate, the keys of ESIA's tokens, ESIA's address and clock."""

from contextlib import aclosing
from http import HTTPStatus

from bot.checks import Finding
from bot.checks.reach import CannotReach, reach
from bot.opening.sign_in import in_words, provider_of
from bot.settings import Settings, SettingsWrong
from esia.direct import AUTHORIZATION_PATH as DIRECT_PATH
from esia.gateway import AUTHORIZATION_PATH as GATEWAY_PATH


async def look(settings: Settings) -> list[Finding]:
    """Try what can be tried without a person."""
    try:
        provider = provider_of(settings)
    except SettingsWrong as error:
        return [Finding(f"sign-in: {error}")]
    if provider is None:
        return [Finding("sign-in: closed, ESIA_CLIENT_ID is not set", is_wrong=False)]
    async with aclosing(provider):
        seen = [each for each in await provider.findings() if each.code != "unreachable"]
    found = [Finding(f"sign-in: {in_words(each, settings)}", each.is_wrong) for each in seen]
    return found + await _address(settings)


async def _address(settings: Settings) -> list[Finding]:
    """Tell whether anybody signs people in where ESIA_URL leads."""
    path = GATEWAY_PATH if settings.esia_provider == "gateway" else DIRECT_PATH
    try:
        answer = await reach(f"{settings.esia_url}/{path}", settings.esia_ca_bundle)
    except CannotReach as error:
        return [Finding(f"sign-in: {error}: see ESIA_URL")]
    if answer.status == HTTPStatus.NOT_FOUND:
        return [Finding(f"sign-in: nobody signs people in at ESIA_URL ({path} is not found there)")]
    return []
