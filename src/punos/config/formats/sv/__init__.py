"""Formats of the Swedish pages."""
