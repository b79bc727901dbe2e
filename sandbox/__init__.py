"""The sandbox: stand-ins for Telegram and the clinics' registry, for the demo and the journeys."""
