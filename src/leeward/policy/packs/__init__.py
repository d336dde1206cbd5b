"""What is brought along as files: policies to extend, and what laws ask."""
