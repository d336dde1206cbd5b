"""What was decided: told, made again, and tried with another policy."""
