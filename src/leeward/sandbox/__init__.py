"""Worker processes that may do nothing but compute."""
