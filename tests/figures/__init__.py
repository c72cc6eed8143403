"""Figures of `make bench`: each module measures one thing and returns rows."""
