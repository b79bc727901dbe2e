"""A standby of a PostgreSQL: it has all that was committed, and takes over when it is told to."""

import shutil
import tempfile
from pathlib import Path

from tests.postgres import USER, Cluster
from tests.servers import PATIENCE, free_port


class Standby(Cluster):
    """A server that follows another one, which waits for it at each commit."""

    @classmethod
    async def following(cls, primary: Cluster) -> "Standby":
        """Copy *primary*, and follow it from now on."""
        folder = Path(tempfile.mkdtemp(prefix="doctor73-standby-"))
        shutil.chown(folder, *[primary.folder.owner()] * 2)
        made = cls(folder, free_port())
        where = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", USER)
        made._finish("pg_basebackup", *where, "-R", "--checkpoint=fast", "--no-sync")
        made.start()
        await primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
        return made

    async def take_over(self) -> None:
        """Be the primary from now on."""
        await self.execute(f"SELECT pg_promote(wait_seconds => {PATIENCE:.0f})")

    def _state(self) -> str:
        return super()._state().replace("standby", "ready")
