"""The operator's commands, one module each; a command imports no more than it needs.

One that returns has done its work; one that looks for faults returns the exit code.
"""
