"""Where lists come from: one file per format."""
