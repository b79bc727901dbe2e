"""Booking a visit, and watching for a free time."""
