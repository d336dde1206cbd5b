"""Tokens, webhooks out, live news: for browsers and other programs."""
