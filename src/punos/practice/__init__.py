"""The operating models as versioned data and pure rules over them.

Owns OperatingModel. Knows no case and no person; no model's name stands in an `if`.
"""
