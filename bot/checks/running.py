"""What runs: our own bot over this database, on this machine or on any; its replicas, if it can have some."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from socket import gethostname

from bot.checks import Finding
from bot.settings import Settings
from storage.engine import engine_of
from storage.examination import replicas_of
from storage.presence import Present
from storage.sole_use import is_held


@dataclass(frozen=True, slots=True)
class Running:
    """Whether the bot may run *here*, on this machine, or runs *anywhere*; what is to be told of it."""

    here: bool
    anywhere: bool
    findings: Sequence[Finding] = ()


async def look(settings: Settings) -> Running:
    """Ask whoever knows: the lock of a file, the replicas' heartbeats in a shared database."""
    if engine_of(settings.database).is_alone:
        return Running(held := is_held(settings.database), held)
    replicas = await replicas_of(settings.database)
    if replicas is None:  # what listens here may be our own bot, waiting for the database
        return Running(here=True, anywhere=False)
    living = [each for each in replicas if each.lives]
    here = any(each.host == gethostname() for each in living)
    return Running(here, bool(living), [*_told(replicas, living)])


def _told(replicas: Sequence[Present], living: Sequence[Present]) -> Iterator[Finding]:
    for each in replicas:
        does = "leads" if each.leads else "follows" if each.lives else "is silent"
        yield Finding(f"replica {each} {does}: its last heartbeat is {each.old:.1f} s old", is_wrong=False)
    if not living:
        yield Finding("no replica gives heartbeats: the bot does not run over this database", is_wrong=False)
    elif not any(each.leads for each in living):
        yield Finding("replicas: none of them leads, so nobody polls, pushes or does what the clock asks for")
    releases = sorted({each.version for each in living})
    if len(releases) > 1:
        told = f"replicas: {' and '.join(releases)} run side by side: go on with the upgrade"
        yield Finding(told, is_wrong=False)
