"""The policy from its file to every process: read, kept as a version, compared, changed by people."""
