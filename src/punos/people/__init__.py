"""Who a person is here, how they sign in, where they work, how they are reached.

Owns Person, Employment, Qualification, Reach, Device. Opens no case.
"""
