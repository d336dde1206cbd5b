"""The API behind the desk, for other programs."""
