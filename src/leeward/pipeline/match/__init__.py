"""Match: open banks, built from their lists where needed, and look findings up in them."""
