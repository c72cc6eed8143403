"""Addresses of the course."""

from django.urls import path

from punos.course import views

CASE = "asiat/<uuid:case_id>/vaiheet/"
urlpatterns = [
    path(CASE, views.course, name="course"),
    path(CASE + "<slug:step_id>/tehty/", views.mark, name="course-mark"),
    path(CASE + "<slug:step_id>/tehty/peru/", views.unmark, name="course-unmark"),
]
