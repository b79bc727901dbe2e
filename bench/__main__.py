"""``make bench``: every benchmark in turn."""

from bench import dialogue

if __name__ == "__main__":
    dialogue.main()
