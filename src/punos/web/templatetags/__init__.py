"""Small tags that only show."""
