"""The team around one person: seats, own worker, responsibilities.

Owns Seat, Invitation, OwnWorker, Responsibility, CaseModel. No seat without the client's consent.
"""
