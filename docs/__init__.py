"""The documentation; docs/reference/ is generated."""
