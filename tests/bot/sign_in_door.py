"""The sign-in's pages on a free port, before the sandbox's ESIA."""

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.web.addresses import Addresses
from bot.web.browser import origin_of
from bot.web.headers import be_strict
from bot.web.sign_in import SignInPages
from esia.certificate import SystemCertificate
from esia.direct import DirectEsia
from esia.gateway import EsiaGateway
from esia.openssl import OpensslGost
from esia.provider import Client
from esia.signers import OpensslSigner
from esia.token_keys import TokenKeys
from esia.tokens import TokenVerifier
from esia.wire import Wire
from handlers.ground.config import ChatAddress
from patient.account import Account
from patient.card import OwnerId
from patient.sign_in import Whose
from sandbox.demo import SCOPES
from sandbox.esia.accounts import PASSWORD
from sandbox.esia.app import esia_app
from sandbox.esia.rules import Registration
from sandbox.esia.state import Esia
from storage.sign_ins import SignIns
from tests.chat import Chat
from tests.journeys.browser import BY_KEY, Browser
from tests.servers import PATIENCE, free_port, serving

CHAT = "https://t.me/doctor73_test_bot"


@dataclass
class Door:
    """The pages on a free port, before the sandbox's ESIA."""

    base: str
    database: Any
    esia: Esia

    async def link(self, chat: Chat) -> str:
        """Begin as a button in *chat* does."""
        account = Account.of(chat.name, chat.username)
        token = await self.database.write(
            lambda tx: SignIns(tx).offer(OwnerId(chat.user), Whose.SELF, account)
        )
        return f"{self.base}/esia/start/{token}"

    async def begin(self, chrome: Browser, chat: Chat) -> tuple[str, str]:
        """Say yes; return ESIA's address and the state in it."""
        page = await chrome.post(await self.link(chat), answer="yes", follow=False)
        address = page.headers["Location"]
        return address, re.search(r"[?&]state=([\w-]+)", address)[1]

    async def audit(self) -> list[str]:
        """Return what was done, as the audit log has it."""
        rows = await self.database.write(
            lambda tx: tx.rows("SELECT action FROM audit WHERE action <> 'audit.keyed' ORDER BY seq")
        )
        return [action for (action,) in rows if action.startswith("sign_in.")]


def provider_of(way, made, esia, callback):
    """Return the way to ESIA, as it is or through a gateway."""
    client = Client("DOCTOR73", callback, " ".join(SCOPES))
    wire, clock = Wire(esia.base_url), lambda: datetime.now(UTC)
    if way == "gateway":
        return EsiaGateway(wire, client, "secret", clock)
    files = made[1]
    signer = OpensslSigner(SystemCertificate.load(files.certificate), files.private_key, seconds=PATIENCE)
    keys = TokenKeys(files.token_keys)
    verifier = TokenVerifier(keys, esia.issuer, client.client_id, clock, OpensslGost(seconds=PATIENCE))
    return DirectEsia(wire, client, signer, verifier, clock)


@asynccontextmanager
async def opened(database, made, way="gateway", public_url=None):
    """Serve the pages, and ESIA with the keys that were *made*; *public_url* is what the operator set."""
    port = free_port()
    callback = f"http://127.0.0.1:{port}/esia/callback"
    public_url = public_url or f"http://127.0.0.1:{port}"
    esia = Esia(made[0], Registration("DOCTOR73", frozenset({callback}), frozenset(SCOPES), "secret"))
    async with serving(esia_app(esia)) as esia.base_url:
        provider = provider_of(way, made, esia, callback)
        places = Addresses(public_url, "https://t.me", ChatAddress(CHAT))
        app = web.Application()
        be_strict(app, is_https=places.is_https, sign_in_origin=origin_of(esia.base_url))
        app.add_subapp("/esia", SignInPages(database, provider, places).application())
        async with serving(app, port) as base:
            yield Door(base, database, esia)
        await provider.aclose()


async def signs_in(chrome, address, key="p1"):
    """Sign in at Gosuslugi; return the address of the callback, where the browser has not gone yet."""
    page = await chrome.get(address)
    form = {"login": BY_KEY[key].login, "password": PASSWORD}
    first = await chrome.post(page.url, follow=False, **form)
    if "Location" in first.headers:
        return first.headers["Location"]
    return (await chrome.post(page.url, follow=False, agree="yes", **form)).headers["Location"]
