"""Ingest: what comes in by every way, and the one look at it."""
