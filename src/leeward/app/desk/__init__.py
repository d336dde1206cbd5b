"""Puts the review desk together."""
