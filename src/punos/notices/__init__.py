"""Everything that reaches a person outside a page.

Owns Notice. Never carries content; each notice has a because that must be valid when shown.
"""
