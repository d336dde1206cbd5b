"""Verifies: is it really gone? Asked again and again, past every cache."""
