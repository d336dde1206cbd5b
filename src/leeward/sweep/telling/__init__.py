"""Tell people and machines what a scan found."""
