"""The conversation: what a person can do in the chat, one module a thing."""
