"""Addresses of the network and of consent."""

from django.urls import path

from punos.network import views

CASE = "asiat/<uuid:case_id>/"
urlpatterns = [
    path("asiat/uusi/", views.start, name="start-work"),
    path(CASE + "laite/", views.client_device, name="client-device"),
    path(CASE + "asiakas/", views.client_card, name="client-card"),
    path(CASE + "asiakas/nimi/", views.name_genitive, name="client-genitive"),
    path(CASE + "asiakas/tunnus/", views.note_identity, name="client-identity"),
    path(CASE + "asiakas/laitteet/", views.end_devices, name="client-devices-end"),
    path(CASE + "luvat/", views.consents, name="consents"),
    path(CASE + "luvat/tietoa/", views.about, name="about-consent"),
    path(CASE + "luvat/loki/", views.log, name="use-log"),
    path(CASE + "luvat/<uuid:seat_id>/", views.give_consent, name="consent-give"),
    path(CASE + "luvat/<uuid:seat_id>/ei/", views.decline, name="consent-decline"),
    path(CASE + "luvat/<uuid:seat_id>/peru/", views.withdraw, name="consent-withdraw"),
    path(CASE + "luvat/<uuid:seat_id>/kirjaa/", views.record_consent, name="consent-record"),
    path(CASE + "verkosto/", views.network, name="network"),
    path(CASE + "verkosto/ehdota/", views.propose, name="seat-propose"),
    path(CASE + "verkosto/laheinen/", views.invite_close_one, name="close-one-invite"),
    path(CASE + "verkosto/<uuid:seat_id>/linkki/", views.new_link, name="close-one-link"),
    path(CASE + "verkosto/<uuid:seat_id>/laite/", views.close_one_device, name="close-one-device"),
    path(CASE + "verkosto/tyontekija/", views.name_own_worker, name="own-worker"),
    path(CASE + "verkosto/vastuu/", views.set_responsibility, name="responsibility"),
    path(CASE + "verkosto/lahden/", views.leave, name="seat-leave"),
    path(CASE + "tunnen/", views.recuse, name="recuse"),
    path(CASE + "rajaukset/", views.left_out, name="left-out"),
    path(CASE + "rajaukset/<uuid:prohibition_id>/poista/", views.lift, name="left-out-lift"),
    path(CASE + "luovutusluvat/", views.permits, name="permits"),
    path(CASE + "luovutusluvat/kirjaa/", views.record_permit, name="permit-record"),
    path(
        CASE + "luovutusluvat/<uuid:permit_id>/peru/", views.withdraw_permit, name="permit-withdraw"
    ),
    path(CASE + "huoltaja/", views.guardians, name="guardians"),
    path(CASE + "huoltaja/<uuid:seat_id>/linkki/", views.guardian_link, name="guardian-link"),
    path(CASE + "huoltaja/<uuid:seat_id>/paata/", views.end_guardian, name="guardian-end"),
    path(CASE + "turvakielto/", views.protection, name="protection"),
    path(CASE + "turvakielto/poista/", views.end_protection, name="protection-end"),
    path(CASE + "sijainen/", views.stand_in, name="stand-in"),
    path("selvitykset/", views.inquiries, name="inquiries"),
    path("selvitykset/<uuid:inquiry_id>/hyvaksy/", views.approve_inquiry, name="inquiry-approve"),
    path("paikat/<uuid:seat_id>/", views.seat, name="seat"),
    path("kutsu/<str:token>/", views.invitation, name="invitation"),
]
