"""Policies and what is past: explained, decided once more, tried."""
