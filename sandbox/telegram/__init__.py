"""A Telegram of our own: a strict subset of the Bot API, and a page that looks like a chat."""
