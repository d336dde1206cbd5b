"""Complaints of users that can hide a post before anybody looked, and cannot be made a weapon. Pure."""
