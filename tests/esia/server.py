"""A server that answers the token request rightly, and everything else as a test tells it."""

import asyncio

from aiohttp import web

from tests.esia.forge import OID, access, identity, signed

PERSON = f"rs/prns/{OID}"


class Server:
    """Answers the token request with tokens that are right, and everything else as told."""

    def __init__(self, keys):
        self.keys = keys
        self.answers = {}
        self.identity = {}
        self.asked = []

    def app(self):
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        return app

    async def answer(self, request):
        self.asked.append((request.path, dict(request.headers)))
        form = await request.post()
        answer = self.answers.get(request.path.lstrip("/"))
        if answer is None:
            answer = self.tokens if request.path.endswith("te") else lambda _: web.json_response({})
        made = answer(form)
        return await made if asyncio.iscoroutine(made) else made

    def tokens(self, form):
        tokens = {
            "id_token": signed(identity(**self.identity), self.keys.rsa),
            "access_token": signed(access(), self.keys.rsa),
        }
        return web.json_response(tokens | {"state": form["state"], "expires_in": "3600"})

    def says(self, path, **answer):
        self.answers[path] = lambda _: web.Response(**answer)

    def says_json(self, path, content, status=200):
        self.answers[path] = lambda _: web.json_response(content, status=status)
