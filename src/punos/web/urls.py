"""Addresses of the shell, the homes and the case page."""

from django.urls import path

from punos.web import gallery, views

urlpatterns = [
    path("", views.home, name="home"),
    path("asiat/<uuid:case_id>/", views.case, name="case"),
    path("asiat/<uuid:case_id>/silmin/", views.preview_close_one, name="close-one-preview"),
    path("asiat/<uuid:case_id>/silmin/<uuid:seat_id>/", views.preview, name="preview"),
    path("ihmiset/", views.people, name="people"),
    path("tietoni/", views.own_data, name="own-data"),
    path("ilmoitukset/<uuid:notice_id>/nahty/", views.see_notice, name="notice-see"),
    path("tietosuoja/", views.about, name="accessibility"),
    path("osat/", gallery.gallery, name="gallery"),
    path("ei-yhteytta/", gallery.offline, name="offline"),
]
