"""The file as written: what may stand in it, and where a thing stood."""
