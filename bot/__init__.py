"""The process: settings, wiring, clock, and the doors to Telegram and the browser."""
