"""Keeping: what a job does in one transaction with the answer that it was given."""

from collections.abc import Awaitable, Callable

from handlers.ground.screen import Screen
from locales.texts import Texts
from storage.transaction import Transaction

Conclusion = Callable[[Transaction, Texts], Awaitable[Screen | None]]
"""Keeps an answer, and returns the screen to show where the errand's own will not do."""
