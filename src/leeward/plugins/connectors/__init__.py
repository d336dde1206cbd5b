"""Our side of one server program or source: one file each."""
