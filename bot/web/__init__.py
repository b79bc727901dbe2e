"""The doors to the browser and to Telegram's webhook, and the private ones for the operator."""
