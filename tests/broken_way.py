"""A way to a PostgreSQL server that breaks once, at the word and at the time that a test asks for."""

import asyncio
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from storage.places import Server
from tests.servers import free_port


@asynccontextmanager
async def broken_way(place, *loses, after=0, shut=0):
    """Lead to *place* until *after* commits have passed; then lose each that *loses* names, in their order.

    Each names "the word", before which the way breaks, or "the answer" to it, and the word itself. So many
    times as *shut* says nobody comes through after the first break; later ones do.
    """
    way = _Way(place, [(what, word.encode()) for what, word in loses], after, shut)
    server = await asyncio.start_server(way.lead, "127.0.0.1", way.port)
    yield way.place
    server.close()
    await server.wait_closed()


class _Way:
    def __init__(self, place, loses, after, shut):
        self.port = free_port()
        parts = urlsplit(place.url)
        self._server = (parts.hostname, parts.port)
        self._loses = loses
        self._after = after
        self._shut = shut
        self._is_broken = False
        self.place = Server(place.url.replace(f":{parts.port}", f":{self.port}"))

    async def lead(self, reader, writer):
        if self._is_broken and self._shut:
            self._shut -= 1
            writer.close()
            return
        there_reader, there_writer = await asyncio.open_connection(*self._server)
        back = asyncio.create_task(self._pass_on(there_reader, writer))
        try:
            while data := await reader.read(65536):
                if self._breaks_at(data):
                    self._is_broken = True
                    what, _ = self._loses.pop(0)
                    if what == "the answer":
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
        if not self._loses or self._loses[0][1] not in data:
            return False
        self._after -= 1
        return self._after < 0

    async def _pass_on(self, reader, writer):
        while data := await reader.read(65536):
            writer.write(data)
