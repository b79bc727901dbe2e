"""The start, the menu, settings, help and everything else that is about nothing in particular."""
