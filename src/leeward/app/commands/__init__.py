"""What the commands of people are composed of: one file for each group of them."""
