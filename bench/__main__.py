"""``make bench``: the dialogue beside peers, a flooder, an announcement, many people; some five minutes.

``python -m bench.waiting 1000000 FOLDER`` measures among a million cards, and takes half an hour at first.
``python -m bench.polis_photo`` takes as long by itself, and ends with an error if a photograph was misread.
"""

from bench import dialogue, flood, pushes, waiting

if __name__ == "__main__":
    dialogue.main()
    flood.main()
    pushes.main()
    waiting.main()
