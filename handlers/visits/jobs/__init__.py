"""What the clock and the errands do for visits."""
