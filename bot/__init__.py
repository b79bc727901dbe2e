"""The process: settings, wiring, clock, and the doors to Telegram and the browser."""

import gc

GARBAGE = 10_000  # objects between two collections: few of ours are in circles

gc.set_threshold(GARBAGE)  # before the imports: they make 190,000 objects that stay
