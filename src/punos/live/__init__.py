"""Tells open pages that something changed. Owns no table; asks nobody's rights itself.

`publish` says that a channel has something new, `look_again` that somebody's right to hear may
have ended. Both wait for the commit. What is said, and who may hear it, is asked by the
functions that config.wiring gives (`Wiring`). No open page holds a thread or a connection.
"""

from punos.live.signals import look_again, publish

__all__ = ["look_again", "publish"]
