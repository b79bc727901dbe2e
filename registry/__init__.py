"""The clinics' side: a FHIR R4 registry, asked over HTTP and turned into patient values."""
