"""The sandbox: stand-ins for Telegram, ESIA and the clinics' registry, for the demo and the journeys."""
