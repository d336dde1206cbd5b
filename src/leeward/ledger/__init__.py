"""An append-only record that a stranger can check: entries, a Merkle tree, signed heads, an audit. Pure."""
