"""The review desk: fewer looks, then gentler ones."""
