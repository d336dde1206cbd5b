"""Ratios against the peers, measured in one run: `./do bench`."""
