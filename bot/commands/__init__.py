"""The operator's commands, one module each; a command imports no more than it needs."""
