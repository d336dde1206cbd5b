"""The stages of one item, left to right; stages do not know each other."""
