"""Hashing and searching of perceptual signals: what Leeward exists for."""
