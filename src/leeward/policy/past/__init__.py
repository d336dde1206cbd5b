"""Policies and what is past: the same decisions made again, and other ones tried."""
