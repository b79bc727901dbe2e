"""A real PostgreSQL for the tests: a server of their own, run as an ordinary user, that ends with them."""

import asyncio
import io
import os
import shutil
import signal
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

import asyncpg

from storage.database import Database
from storage.migration import migrate
from storage.places import Server
from storage.vault import Vault
from tests.servers import PATIENCE, free_port

USER = "postgres"
PATIENT = "idle_in_transaction_session_timeout=60s"
numbers = count(1)
WHERE = Path("/usr/lib/postgresql")
SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=32MB",
    "max_connections=40",
    "autovacuum=off",
    "log_min_messages=fatal",
    "listen_addresses=127.0.0.1",
)
BEFORE = "kept_before"  # the schema in which stands what is in a new database
EMPTY = f"""
SET session_replication_role = replica;
DO $$ DECLARE name TEXT; is_kept BOOLEAN; BEGIN
    FOR name, is_kept IN SELECT relname, to_regclass('{BEFORE}.' || relname) IS NOT NULL FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('DELETE FROM public.%I', name);
        IF is_kept THEN EXECUTE format('INSERT INTO public.%I SELECT * FROM {BEFORE}.%I', name, name); END IF;
    END LOOP;
END $$;
SELECT setval(sequence.oid, coalesce(last, 1), last IS NOT NULL) FROM pg_class AS sequence
    JOIN {BEFORE}.numbers ON name = relname WHERE relnamespace = 'public'::regnamespace;
SET session_replication_role = DEFAULT;
"""
REMEMBER = f"""
CREATE FUNCTION unixepoch() RETURNS DOUBLE PRECISION LANGUAGE sql AS 'SELECT extract(epoch FROM now())';
CREATE SCHEMA {BEFORE};
CREATE TABLE {BEFORE}.numbers AS SELECT sequencename AS name, last_value AS last FROM pg_sequences;
DO $$ DECLARE name TEXT; is_full BOOLEAN; BEGIN
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO is_full;
        IF is_full THEN EXECUTE format('CREATE TABLE {BEFORE}.%I AS TABLE public.%I', name, name); END IF;
    END LOOP;
END $$;
"""


@dataclass
class Cluster:
    """A server with its databases; root may not run one, so it runs as Debian's user then."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    environment: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begun(cls, **environment: str) -> "Cluster":
        """Make and start one; *environment* is what stands in its own besides."""
        folder = Path(tempfile.mkdtemp(prefix="doctor73-postgres-"))
        if os.getuid() == 0:
            shutil.chown(folder, USER)
        cluster = cls(folder, free_port(), environment=environment)
        cluster._finish("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        doors = folder / "data" / "pg_hba.conf"
        doors.write_text(f"host all stranger 127.0.0.1/32 scram-sha-256\n{doors.read_text()}")
        cluster.start()
        return cluster

    def start(self) -> None:
        """Start it, and wait until it takes connections; it ends with the thread that calls this."""
        options = [word for each in SETTINGS for word in ("-c", each)]
        where = ("-p", str(self.port), "-k", str(self.folder))
        self.process = subprocess.Popen(
            self._command("postgres", *where, *options), cwd=self.folder, stderr=subprocess.DEVNULL
        )
        for _ in range(int(PATIENCE * 100)):
            if self._state().startswith("ready"):
                return
            assert self.process.poll() is None, "PostgreSQL ended at its start"
            sleep(0.01)
        raise TimeoutError("PostgreSQL does not begin")

    def stop(self, how: int = signal.SIGINT) -> None:
        """Stop it: by SIGINT in order, by SIGQUIT as a crash."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)

    def end(self) -> None:
        """Stop it and leave nothing."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """Return the URL of a database, where nobody loses his turn because the machine is busy."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}?{PATIENT}"

    async def execute(self, *statements: str, database: str = USER) -> None:
        """Run statements as the server's owner, each by itself."""
        connection = await asyncpg.connect(self.url(database))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    def _state(self) -> str:
        try:
            return (self.folder / "data" / "postmaster.pid").read_text().splitlines()[7]
        except (OSError, IndexError):
            return ""

    def _command(self, program: str, *words: str) -> list[str | Path]:
        found = sorted(WHERE.glob(f"*/bin/{program}"), key=lambda each: int(each.parts[-3]))
        assert found, "PostgreSQL is not installed: python3 tools/needs.py"
        user = [f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.getuid() == 0 else []
        own = ["env", *(f"{name}={value}" for name, value in self.environment.items())]
        return ["setpriv", *user, "--pdeathsig=QUIT", *own, found[-1], "-D", self.folder / "data", *words]

    def _finish(self, program: str, *words: str) -> None:
        done = subprocess.run(
            self._command(program, *words), cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@dataclass(frozen=True)
class House:
    """A database at the present schema, that is emptied for each test: to make one takes half a second."""

    cluster: Cluster
    place: Server

    @classmethod
    def built(cls, vault: Vault) -> "House":
        """Begin a server, and a new database in it."""
        cluster = Cluster.begun()
        house = cls(cluster, Server(cluster.url("house")))
        beside_the_loop(house._build(vault))
        return house

    def empty(self) -> None:
        """Have it as it was when it was new."""
        beside_the_loop(self.cluster.execute(EMPTY, database="house"))

    def another(self, like: Server | None = None) -> Server:
        """Return an empty database beside this one, or one *like* another."""
        name = f"another_{next(numbers)}"
        template = f" TEMPLATE {urlsplit(like.url).path[1:]}" if like else ""
        beside_the_loop(self.cluster.execute(f"CREATE DATABASE {name}{template}"))
        return Server(self.cluster.url(name))

    async def execute(self, *statements: str) -> None:
        """Run statements as the server's owner."""
        await self.cluster.execute(*statements, database="house")

    async def all_bytes(self) -> bytes:
        """Return every row of every table, as the server keeps it."""
        connection = await asyncpg.connect(self.place.url)
        kept = io.BytesIO()
        for (table,) in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            await connection.copy_from_table(table, output=kept, format="binary")
        await connection.close()
        return kept.getvalue()

    async def _build(self, vault: Vault) -> None:
        await self.cluster.execute("CREATE DATABASE house")
        database = await Database.open(self.place, vault)
        await migrate(database.connection, vault)
        await database.close()
        await self.cluster.execute(REMEMBER, database="house")


def beside_the_loop(work):
    """Run *work* to its end in a loop of its own, whatever loop is set here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
