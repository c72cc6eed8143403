"""Addresses of the shell."""

from django.urls import path

from punos.web import gallery

urlpatterns = [
    path("osat/", gallery.gallery, name="gallery"),
    path("ei-yhteytta/", gallery.offline, name="offline"),
]
