"""The clinics' side: the region's registry as the jobs know it (`port`), with an adapter for each kind."""
