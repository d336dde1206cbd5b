"""The shelf of what people do with cases."""
