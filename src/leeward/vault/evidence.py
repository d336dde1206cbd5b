"""Media of cases, sealed in pieces: only the key opens them, in order and whole."""
