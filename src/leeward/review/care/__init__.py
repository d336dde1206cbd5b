"""Exposure and its budget, breaks, comfort, what came of decisions, the team as a whole."""
