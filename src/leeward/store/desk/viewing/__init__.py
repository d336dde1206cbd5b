"""Sealed media of cases, and what people were shown of them."""
