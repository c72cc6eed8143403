"""The sentence of each kind of notice. A kind is a stable code; no name and no content goes in."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "seat_proposed": _("Sinulta pyydetään lupaa. Päätä rauhassa."),
    "seat_invited": _("Sinua pyydetään mukaan yhteiseen työhön."),
    "consent_recorded": _("Lupa kirjattiin puolestasi. Tarkista, että se on oikein."),
    "device_met": _("Uusi laite sai luvan avata sivusi. Katso omat laitteet."),
    "credentials_changed": _("Kirjautumisesi muuttui. Katso, että teit sen itse."),
    "devices_ended": _("Työntekijä kirjasi laitteesi ulos. Pyydä häneltä uudet numerot."),
    "seat_answered": _("Kutsuun on vastattu."),
    "own_worker_named": _("Työntekijäsi on nimetty."),
    "meeting_called": _("Uusi tapaaminen on sovittu."),
    "meeting_moved": _("Tapaamisen aika tai paikka muuttui."),
    "meeting_cancelled": _("Tapaaminen on peruttu."),
    "recorder_proposed": _("Katso, kuka kirjaisi tapaamisen. Voit sanoa ei."),
    "recorder_chosen": _("Sinua pyydetään kirjaajaksi."),
    "recorder_refused": _("Asiakas toivoo toista kirjaajaa."),
    "recorder_missing": _("Tapaamiseen tarvitaan toinen kirjaaja."),
    "chair_missing": _("Tapaamiseen tarvitaan toinen puheenjohtaja."),
    "chair_proposed": _("Katso, kuka johtaisi puhetta. Voit sanoa ei."),
    "chair_refused": _("Asiakas toivoo toista puheenjohtajaa."),
    "chair_chosen": _("Sinua pyydetään puheenjohtajaksi."),
    "minutes_ready": _("Muistio on valmis. Lue ja hyväksy, tai pyydä korjausta."),
    "minutes_accepted": _("Muistio on hyväksytty."),
    "correction_asked": _("Muistioon pyydettiin korjausta."),
    "correction_made": _("Muistioon tehtiin pyytämäsi korjaus."),
    "step_new": _("Sinulle on sovittu uusi askel."),
    "step_new_day": _("Askel sai uuden päivän. Sinulle kerrotaan ensin."),
    "step_stuck": _("Askel ei etene. Mikä auttaisi?"),
    "consent_ending": _("Antamasi lupa päättyy pian."),
    "inquiry_opened": _("Asiaasi selvitetään. Katso, kuka ja miksi."),
    "work_ended": _("Yhteinen työ on päättynyt."),
}
