"""Archives: what is in them, unpacked in memory and within a budget."""
