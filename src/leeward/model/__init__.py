"""Our words. Pure: no files, sockets, clock, randomness or logging."""
