"""Formats of the Finnish pages."""
