"""Calling, holding and recording a meeting that thinks together.

Owns Meeting, Attendance, Turn, Draft, Entry, Minutes, Correction. Never decides who may see.
"""
