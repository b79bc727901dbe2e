"""The FHIR R4 adapter: a registry asked over HTTP, its resources turned into patient values."""
