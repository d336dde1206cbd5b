"""A small world of benign pictures; the tests use it too."""
