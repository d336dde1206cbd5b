"""The PostgreSQL that Leeward works with: the operator's own, or a private one that nobody has to install."""
