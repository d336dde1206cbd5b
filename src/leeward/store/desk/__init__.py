"""The tables of the review desk."""
