"""PDF by typst, data handed in as JSON so that no text is ever markup. No tables."""

from punos.paper.printing import pdf

__all__ = ["pdf"]
