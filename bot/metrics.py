"""The metrics: counts without labels that could name a person."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
)

from handlers.booking.jobs.giving_back import HELD_TIMES
from handlers.booking.jobs.watches import WATCH_NEWS
from handlers.cards.jobs.search import SEARCHES

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # memory, open files, CPU, the start
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)
UPDATES = Counter("bot_updates", "Updates taken, by what became of them", ["result"], registry=REGISTRY)
CALLS = Counter("bot_calls", "Calls of the Bot API, by what became of them", ["result"], registry=REGISTRY)
LEFT_OUT = Gauge(
    "bot_registry_left_out",
    "Entries of the registry that could not be read, or not asked for",
    registry=REGISTRY,
)
WAITING = Gauge(
    "bot_outbox_waiting", "Calls in the outbox: not sent, or not yet marked as sent", registry=REGISTRY
)
DEAD = Gauge("bot_dead_updates", "Updates that nobody could handle", registry=REGISTRY)
POLLED = Gauge("bot_last_poll_timestamp_seconds", "When a poll for updates last worked", registry=REGISTRY)
POLL_FAILURES = Counter("bot_poll_failures", "Polls that did not work", ["reason"], registry=REGISTRY)
ENDS = Counter("bot_unexpected_ends", "Ends of what should never end", ["name"], registry=REGISTRY)
LEADS = Gauge("bot_leads", "Whether this replica polls, ticks and pushes for all", registry=REGISTRY)
REPLICAS = Gauge("bot_replicas", "Replicas of the bot that live over this database", registry=REGISTRY)
PUT_ASIDE = Gauge("bot_damaged_rows", "Rows passed over because they cannot be read", registry=REGISTRY)
for counted in (SEARCHES, WATCH_NEWS, HELD_TIMES):  # by the rooms' jobs
    REGISTRY.register(counted)
