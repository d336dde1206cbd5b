"""The only door to pictures: derivatives from sealed bytes, each step in the ledger."""
