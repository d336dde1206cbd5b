"""Real servers on loopback: snac, a double of Mastodon, a relay, and an actor that can lie.

`parts.Parts` installs them once; every server is a context manager that writes only below its folder.
"""
