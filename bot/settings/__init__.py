"""The settings: what the operator decides, where it is read, and what each of them may hold."""

from bot.settings.settings import Settings, SettingsWrong, address

__all__ = ["Settings", "SettingsWrong", "address"]
