"""Who did what: audit events, use log, disclosure log, hash chains.

Text ids only and no foreign keys, so that it outlives all else. Never updated, only added to.
"""
