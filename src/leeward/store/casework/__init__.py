"""What becomes of cases: their orders, the proofs, the addresses denied, the servers' patience."""
