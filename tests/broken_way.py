"""A way to a PostgreSQL server that breaks once, at the word and at the time that a test asks for."""

import asyncio
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from storage.places import Server
from tests.servers import free_port


@asynccontextmanager
async def broken_way(place, *, loses, word=b"COMMIT", after=0, shut=0):
    """Lead to *place* until *after* words have passed; then lose "the word", or "the answer" to it.

    So many times as *shut* says nobody comes through any more; later ones do.
    """
    way = _Way(place, loses, word, after, shut)
    server = await asyncio.start_server(way.lead, "127.0.0.1", way.port)
    yield way.place
    server.close()
    await server.wait_closed()


class _Way:
    def __init__(self, place, loses, word, after, shut):
        self.port = free_port()
        parts = urlsplit(place.url)
        self._server = (parts.hostname, parts.port)
        self._loses = loses
        self._word = word
        self._after = after
        self._shut = shut
        self.place = Server(place.url.replace(f":{parts.port}", f":{self.port}"))

    async def lead(self, reader, writer):
        if not self._loses and self._shut:
            self._shut -= 1
            writer.close()
            return
        there_reader, there_writer = await asyncio.open_connection(*self._server)
        back = asyncio.create_task(self._pass_on(there_reader, writer))
        try:
            while data := await reader.read(65536):
                if self._breaks_at(data):
                    loses, self._loses = self._loses, ""
                    if loses == "the answer":
                        back.cancel()
                        await asyncio.gather(back, return_exceptions=True)
                        there_writer.write(data)
                        await there_reader.read(65536)  # it is done, and nobody is told
                    break
                there_writer.write(data)
        finally:
            for each in (writer, there_writer):
                each.close()
            await asyncio.gather(back, return_exceptions=True)

    def _breaks_at(self, data):
        if not self._loses or self._word not in data:
            return False
        self._after -= 1
        return self._after < 0

    async def _pass_on(self, reader, writer):
        while data := await reader.read(65536):
            writer.write(data)
