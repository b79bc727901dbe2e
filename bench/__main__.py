"""``make bench``: the dialogue beside the peers, a flooder, and an announcement; some four minutes.

``python -m bench.polis_photo`` takes as long by itself, and ends with an error if a photograph was misread.
"""

from bench import dialogue, flood, pushes

if __name__ == "__main__":
    dialogue.main()
    flood.main()
    pushes.main()
