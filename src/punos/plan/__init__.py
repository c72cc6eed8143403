"""One plan of small steps.

Owns Goal, Step, Completion, Obstacle, NewDay. Never shows a client's own step to others as late.
"""
