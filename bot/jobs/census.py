"""The census job: counts people and cards for the metrics, so that nobody who asks for them waits."""

from bot.monitoring import metrics
from storage.census import count_cards, count_people
from storage.database import Database


async def take_census(database: Database) -> None:
    """Count, some at a time."""
    metrics.PEOPLE.set(await count_people(database.write))
    metrics.CARDS.set(await count_cards(database.write))
