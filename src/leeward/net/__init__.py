"""The only sockets."""
