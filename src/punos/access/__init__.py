"""Whose shared work this is, what the client agreed to, who may, to whom an entry is shown.

The only fact that opens a life is the Grant. Never looks at an organisation, a title or is_superuser.
"""
