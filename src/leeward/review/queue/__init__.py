"""What is next: priority, claims, bundles; a decided file never returns."""
