"""What laws ask of who runs a server, as data: a file for each place, with its sources and its date."""
