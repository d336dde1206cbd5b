"""A month that never was: benign posts, matches with stand-ins, complaints, and what two people said."""
