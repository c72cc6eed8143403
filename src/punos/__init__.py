"""Punos: the shared workspace of a person, their close ones and the professionals who help them."""
