"""The jobs: wishes that were written down, carried out; what comes of each lands with the notice that tells of it."""
