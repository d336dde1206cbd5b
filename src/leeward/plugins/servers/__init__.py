"""Server programs: one file or folder each, what we speak to."""
