"""Which areas, organisations and units there are.

Owns Area, Organisation, Unit. Knows nothing of people.
"""
