"""The jobs: wishes carried out; what comes of each lands with the notice that tells of it."""
