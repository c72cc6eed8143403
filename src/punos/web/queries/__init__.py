"""Reads that compose pages from several rooms: homes, the case page, one's own people."""

from punos.web.queries.case import CasePage, case_page, close_one_preview, preview_page
from punos.web.queries.home import Home, home, own_case
from punos.web.queries.people import people_page

__all__ = [
    "CasePage",
    "Home",
    "case_page",
    "close_one_preview",
    "home",
    "own_case",
    "people_page",
    "preview_page",
]
