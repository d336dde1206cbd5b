"""Scanners: what is looked for in a post's words, by the operator's own lists."""
