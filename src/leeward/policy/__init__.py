"""What is forbidden here, as one readable text, and what it makes of one post. Pure."""
