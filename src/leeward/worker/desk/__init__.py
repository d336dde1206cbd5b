"""What workers do for the desk: seal, rank, apply, tell."""
