"""Actions: one file each, what can be ordered."""
