"""What the API answers, and to whom."""
