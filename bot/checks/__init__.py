"""The rooms of ``check``: each looks at one thing that the bot needs, and tells what it found."""
