"""The metrics: what the operator's monitor reads; no label can hold anything of a person (`tally`)."""

from functools import partial
from math import inf
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from bot.monitoring.tally import Tally
from bot.version import VERSION
from handlers.booking.jobs.giving_back import HELD_TIMES
from handlers.booking.jobs.watches import WATCH_NEWS
from handlers.cards.jobs.search import SEARCHES
from patient.attachment import RegistryAnswer
from storage.writer import COMMIT_SECONDS, COMMITS_FAILED

METHODS = (
    *("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"),
    *("getMe", "setMyCommands", "setMyDescription", "setMyShortDescription"),
    *("sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup"),
    *("deleteMessage", "deleteMessages", "answerCallbackQuery", "sendChatAction", "leaveChat"),
    *("getFile", "getChat"),
)
TELEGRAM_SAID = (
    *("ok", "TooManyRequests", "TelegramUnreachable", "AnswerTooDeep"),
    *("ChatClosed", "ChatMoved", "CallRefused", "TokenRefused"),
)
UPDATE_ENDS = ("handled", "unread", "repeated", "dead")
KEPT_GOING = ("writer", "clock", "polling", "webhook", "end of webhook", "introduction", "service manager")
DUE = ("searches", "errands", "looks")
ASKED_OF_REGISTRY = (
    *("look", "clinics", "doctors", "free_slots", "of"),
    *("book", "settle", "is_held", "cancel", "give_back"),
)
REGISTRY_SAID = ("ok", "no", "unavailable", "refused", "malformed")
ASKED_OF_ESIA = ("authorization_url", "fetch")
ESIA_SAID = ("ok", "refused", "unavailable", "misconfigured", "malformed")
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45)

disable_created_metrics()  # type: ignore[no-untyped-call]  # when a series began, for each of them: nobody asks
REGISTRY = CollectorRegistry()
counter, gauge = partial(Counter, registry=REGISTRY), partial(Gauge, registry=REGISTRY)
seconds = partial(Histogram, labelnames=["operation", "result"], buckets=SECONDS, registry=REGISTRY)
ProcessCollector(registry=REGISTRY)  # memory, open files, CPU, the start
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)
Info("bot_build", "The release that runs", registry=REGISTRY).info({"version": VERSION})

HEARS = gauge("bot_hears", "1 while updates come in and all that must go on does")
WRITES = gauge("bot_writes", "1 when a change reached the disk just now")
POLLED = gauge("bot_last_poll_timestamp_seconds", "When a poll for updates last worked")
HOOKED = gauge(
    "bot_last_webhook_timestamp_seconds",
    "When Telegram last delivered to the webhook, or was found to have nothing that it could not deliver",
)
POLL_FAILURES = Tally(
    counter("bot_poll_failures", "Polls that did not work", ["reason"]),
    [*TELEGRAM_SAID[1:], "StorageUnavailable"],
)
UPDATES = Tally(counter("bot_updates", "Updates taken, by what became of them", ["result"]), UPDATE_ENDS)
CALLS = Tally(counter("bot_calls", "Calls of the Bot API", ["method", "result"]), METHODS, TELEGRAM_SAID)
GIVEN_UP = counter("bot_calls_given_up", "Calls that failed in ourselves, and were left")
CLOCK_JUMPS = counter("bot_clock_jumps", "Times that the machine's clock was set")
ENDS = Tally(counter("bot_unexpected_ends", "Ends of what should never end", ["name"]), KEPT_GOING)

ASKED_REGISTRY = Tally(
    seconds("bot_registry_seconds", "What is asked of the registry, by what came of it"),
    ASKED_OF_REGISTRY,
    REGISTRY_SAID,
)
ASKED_ESIA = Tally(
    seconds("bot_esia_seconds", "What is asked of ESIA, by what came of it"), ASKED_OF_ESIA, ESIA_SAID
)
LEFT_OUT = gauge("bot_registry_left_out", "Entries of the registry that could not be read, or not asked for")
CERTIFICATE_DAYS = gauge("bot_certificate_days_left", "Of our certificate at ESIA")
TOKEN_KEY_DAYS = gauge("bot_token_key_days_left", "Of the key of ESIA's tokens that lasts longest")
for never_ends in (CERTIFICATE_DAYS, TOKEN_KEY_DAYS):  # until a sign-in is open that has them
    never_ends.set(inf)

WAITING = gauge("bot_outbox_waiting", "Calls in the outbox: not sent, or not yet marked as sent")
OLDEST = gauge("bot_outbox_oldest_seconds", "How long the oldest of them waits")
QUEUE = gauge("bot_writer_queue", "Units of work that wait for the writer")
OVERDUE = Tally(gauge("bot_overdue_seconds", "For how long what was due first is due", ["name"]), DUE)
DUE_NOW = Tally(gauge("bot_due", "What is due, up to ten thousand", ["name"]), DUE)
DEAD = gauge("bot_dead_updates", "Updates that nobody could handle")
LEADS = gauge("bot_leads", "Whether this replica polls, ticks and pushes for all")
REPLICAS = gauge("bot_replicas", "Replicas of the bot that live over this database")
PUT_ASIDE = gauge("bot_damaged_rows", "Rows passed over because they cannot be read")
PEOPLE = gauge("bot_people", "People who have written to the bot, by the last census")
CARDS = gauge("bot_cards", "Cards, by the last census")
DISK_FREE = gauge("bot_disk_free_bytes", "Room on the disk of the database's file; no number for a server's")
BACKED_UP = gauge(
    "bot_last_backup_timestamp_seconds", "When a backup was last made and proven; 0 before the first"
)
BACKUP_SIZE = gauge("bot_backup_bytes", "The last backup's size")
BACKUP_ROOM = gauge("bot_backup_room_bytes", "Room that was left where it lies")

JOB_SUCCEEDED = Tally(
    gauge(
        "bot_job_last_success_timestamp_seconds",
        "When each job last did what was due; at first the start",
        ["name"],
    ),
    (),
)
JOB_FAILURES = Tally(counter("bot_job_failures", "Failed runs", ["name"]), ())
JOB_INTERVAL = Tally(gauge("bot_job_interval_seconds", "How often each job runs", ["name"]), ())

for told_below in (SEARCHES, WATCH_NEWS, HELD_TIMES, COMMIT_SECONDS, COMMITS_FAILED):
    REGISTRY.register(told_below)
Tally(SEARCHES, [kind.__name__ for kind in get_args(RegistryAnswer)])
