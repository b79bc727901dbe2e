"""A card's visits."""
