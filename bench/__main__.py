"""``make bench``: every benchmark in turn; the last one ends with an error if a photograph was misread."""

from bench import dialogue, flood, polis_photo

if __name__ == "__main__":
    dialogue.main()
    flood.main()
    polis_photo.main()
