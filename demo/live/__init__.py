"""The demo federation: real servers on loopback, Leeward in front, and what it does, told as it happens."""
