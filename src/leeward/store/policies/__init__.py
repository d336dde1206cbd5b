"""Policies over time: their versions, the decisions made under them, what holds their rules back."""
