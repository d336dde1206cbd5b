"""Brakes and guards, as people see and switch them."""
