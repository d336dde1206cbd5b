"""The ledger, as people search it, check it and take proofs of it away."""
