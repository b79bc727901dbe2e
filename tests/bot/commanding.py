"""The operator's commands as processes: the settings that they need, and what they say."""

from storage.key_ring import KeyRing
from tests import processes
from tests.servers import free_port


def settings_in(folder, database):
    """Return the environment of a bot with its key ring in *folder*, over the database with that URL."""
    KeyRing.fresh().save(folder / "keys.json")
    return {
        "BOT_TOKEN": "1:x",
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
        "DATABASE_URL": database,
        "DATA_KEYS": str(folder / "keys.json"),
        "LISTEN": f"127.0.0.1:{free_port()}",
        "LISTEN_PRIVATE": f"127.0.0.1:{free_port()}",
        "PUBLIC_URL": "http://127.0.0.1:1",
        "OPERATOR_NAME": "Министерство «Пример»",
        "OPERATOR_ADDRESS": "Ульяновск, улица Примерная, 1",
    }


async def run(environment, *words):
    """Return the exit code of a command, and all that it said."""
    process = await processes.fork(*words, environment=environment)
    said, told = await process.stdout.read(), await process.stderr.read()
    return await process.wait(), (said + told).decode()
