"""Signing in by an account at a protected server: the server says who it is, and what they may do there."""
