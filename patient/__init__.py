"""The pure values: what is known of a patient, parsed once and valid ever after."""
