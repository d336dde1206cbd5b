"""Scan what is already there: run, resume, tell."""
