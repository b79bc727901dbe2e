"""What the settings name is opened here: the database with its keys, the registry, the sign-in."""
