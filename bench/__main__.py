"""``make bench``: every benchmark in turn; the last one ends with an error if a photograph was misread."""

from bench import dialogue, polis_photo

if __name__ == "__main__":
    dialogue.main()
    polis_photo.main()
