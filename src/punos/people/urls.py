"""Addresses of signing in, devices and own settings. Of allauth only what is needed here."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from punos.people import views

sign_in = login_not_required(views.SignIn.as_view())

urlpatterns = [
    path("kirjaudu/", sign_in, name="sign-in"),
    # allauth knows its own pages by these names.
    path("kirjaudu/", sign_in, name="account_login"),
    path("kirjaudu/koodi/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("kirjaudu/toinen-vaihe/", views.Enrol.as_view(), name="second-factor"),
    path("kirjaudu/ulos/", views.sign_out, name="sign-out"),
    path("laite/", views.device, name="device"),
    path("laite/jatka/", views.device_return, name="device-return"),
    path("laite/<str:token>/", views.device_link, name="device-link"),
    path("asetukset/", views.own_settings, name="settings"),
    path("asetukset/yhteystiedot/", views.reach_add, name="reach-add"),
    path("asetukset/yhteystiedot/<int:reach_id>/poista/", views.reach_remove, name="reach-remove"),
    path("asetukset/salasana/", views.password, name="password"),
    path("asetukset/laitteet/", views.devices, name="devices"),
    path("asetukset/laitteet/<uuid:device_id>/paata/", views.device_end, name="device-end"),
    path("asetukset/ulos-kaikkialta/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("kieli/", views.set_language, name="set-language"),
    path("elossa/", views.keep_alive, name="keep-alive"),
    path("terve/", views.is_healthy, name="health"),
]
