"""In: updates are asked for or delivered, and taken into the conversation, each once."""
