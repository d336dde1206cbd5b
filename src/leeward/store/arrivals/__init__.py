"""What arrives: posts and their looks, and who the relay hears."""
