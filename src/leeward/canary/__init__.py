"""Proves that every way in is looked at: canaries, lamps, alarms, and one screen that tells."""
