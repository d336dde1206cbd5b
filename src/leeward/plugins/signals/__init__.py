"""Signals: one file each. Copy md5.py to add one."""
