"""The region's clinics and doctors."""
