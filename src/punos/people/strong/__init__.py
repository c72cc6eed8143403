"""Doors of others: organisations' own sign-in, brokers of strong identification, Suomi.fi.

Keeps of what they tell only keyed hashes: whose it is, never who that is elsewhere. A door links
nobody by e-mail and makes nobody who was not invited.
"""
