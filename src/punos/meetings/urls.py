"""Addresses of meetings."""

from django.urls import path

from punos.meetings import views

CASE = "asiat/<uuid:case_id>/tapaamiset/"
MEETING = f"{CASE}<uuid:meeting_id>/"
ENTRY = f"{MEETING}kirjaukset/<uuid:entry_id>/"

urlpatterns = [
    path("tapaamiset/", views.meetings, name="meetings"),
    path(CASE, views.case_meetings, name="case-meetings"),
    path(f"{CASE}uusi/", views.call, name="meeting-call"),
    path(MEETING, views.meeting, name="meeting"),
    path(f"{MEETING}muuta/", views.move, name="meeting-move"),
    path(f"{MEETING}peru/", views.cancel, name="meeting-cancel"),
    path(f"{MEETING}valitse/", views.choose, name="meeting-choose"),
    path(f"{MEETING}vastaa/", views.answer, name="meeting-answer"),
    path(f"{MEETING}vaihda-kirjaaja/", views.replace, name="meeting-replace"),
    path(f"{MEETING}en-tunne/", views.unknown, name="meeting-unknown"),
    path(f"{MEETING}tunnen/", views.aside, name="meeting-aside"),
    path(f"{MEETING}puheenjohtaja/", views.chair, name="meeting-chair"),
    path(f"{MEETING}avaa/", views.open_, name="meeting-open"),
    path(f"{MEETING}lasna/", views.roll, name="meeting-roll"),
    path(f"{MEETING}kulku/", views.lead, name="meeting-lead"),
    path(f"{MEETING}kirjaaja/", views.recorder, name="meeting-recorder"),
    path(f"{MEETING}kirjaukset/", views.publish, name="meeting-publish"),
    path(f"{MEETING}askeleet/", views.step, name="meeting-step"),
    path(f"{MEETING}luonnos/", views.draft, name="meeting-draft"),
    path(f"{MEETING}luettu/", views.read_aloud, name="meeting-read-aloud"),
    path(f"{ENTRY}ei-nain/", views.strike, name="meeting-strike"),
    path(f"{ENTRY}korjaa/", views.ask, name="meeting-correct"),
    path(f"{MEETING}korjaukset/<uuid:correction_id>/", views.correct, name="meeting-corrected"),
    path(f"{MEETING}sulje/", views.close, name="meeting-close"),
    path(f"{MEETING}muistio/", views.minutes, name="meeting-minutes"),
    path(f"{MEETING}muistio/hyvaksy/", views.accept, name="meeting-accept"),
    path(f"{MEETING}muistio.pdf", views.paper, name="meeting-pdf"),
]
