"""Plain words: what a typed sentence asks for, read by tables of rules and without any service."""
