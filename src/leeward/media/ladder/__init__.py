"""Derivatives: what people are shown of a media, never more of it than they asked for."""
