"""Policy, complainants and audit, as pages show them."""
