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
    path("kirjaudu/avain/", views.passkey_in, name="passkey-in"),
    path("kirjaudu/viesti/", views.light_ask, name="light-ask"),
    path("kirjaudu/viesti/koodi/", views.light_in, name="light-in"),
    path("kirjaudu/unohtui/", views.forgotten, name="password-forgotten"),
    path("kirjaudu/uusi/<str:token>/", views.password_anew, name="password-anew"),
    path("kirjaudu/uudelleen/", views.prove_again, name="prove-again"),
    path("aloita/<str:token>/", views.staff_begin, name="staff-begin"),
    path("henkilosto/", views.staff_invite, name="staff-invite"),
    path("henkilosto/<uuid:invitation_id>/peru/", views.staff_take_back, name="staff-take-back"),
    path("kirjaudu/ulos/", views.sign_out, name="sign-out"),
    path("kirjaudu/ulos/muualta/", views.farewell, name="farewell"),
    path("kirjaudu/ovi/<slug:code>/", views.door, name="door"),
    path("kirjaudu/ovi/<slug:code>/takaisin/", views.door_return, name="door-return"),
    path("kirjaudu/ovi/<slug:code>/ulos/", views.door_logout, name="door-logout"),
    path("kirjaudu/ovi/<slug:code>/tiedot/", views.door_metadata, name="door-metadata"),
    path("kirjaudu/tunnus/<str:token>/", views.door_invitation, name="door-invitation"),
    path("laite/", views.device, name="device"),
    path("laite/jatka/", views.device_return, name="device-return"),
    path("laite/avain/", views.passkey_make, name="passkey-make"),
    path("laite/<str:token>/", views.device_link, name="device-link"),
    path("asetukset/", views.own_settings, name="settings"),
    path("asetukset/yhteystiedot/", views.reach_add, name="reach-add"),
    path("asetukset/yhteystiedot/<int:reach_id>/poista/", views.reach_remove, name="reach-remove"),
    path("asetukset/salasana/", views.password, name="password"),
    path("asetukset/laitteet/", views.devices, name="devices"),
    path("asetukset/laitteet/<uuid:device_id>/paata/", views.device_end, name="device-end"),
    path("asetukset/laitteet/istunto/<uuid:ref>/paata/", views.sign_in_end, name="sign-in-end"),
    path("asetukset/avaimet/", views.own_keys, name="keys"),
    path("asetukset/avaimet/lisaa/", views.key_add, name="key-add"),
    path("asetukset/avaimet/varakoodit/", views.key_codes, name="key-codes"),
    path("asetukset/avaimet/<int:key_id>/poista/", views.key_remove, name="key-remove"),
    path("asetukset/tunnistus/", views.identities, name="identities"),
    path("asetukset/tunnistus/<uuid:identity_id>/poista/", views.identity_end, name="identity-end"),
    path("asetukset/ulos-kaikkialta/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("kieli/", views.set_language, name="set-language"),
    path("elossa/", views.keep_alive, name="keep-alive"),
    path("terve/", views.is_healthy, name="health"),
]
