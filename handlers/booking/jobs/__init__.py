"""What the clock and the errands do for bookings and watches."""
