"""The words of a meeting: names of its fields, and what is not written down.

The models' own texts come from `practice`; here is what the program itself says.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# In the order of the minutes; typed and derived fields alike (models/shared.yaml).
FIELDS: dict[str, Text] = {
    "present": _("Läsnä ja poissa"),
    "own_words": _("Omin sanoin"),
    "shared_view": _("Yhteinen kuva"),
    "different_views": _("Eri näkemykset"),
    "strengths": _("Mikä kantaa"),
    "steps": _("Askeleet"),
    "client_part": _("Asiakkaan osuus"),
    "network_part": _("Verkoston vastuut"),
    "stop": _("Mistä luovutaan"),
    "own_worker": _("Omatyöntekijä ja varahenkilö"),
    "worse": _("Jos tilanne vaikeutuu"),
    "next": _("Seuraava tapaaminen"),
    "read_aloud": _("Luettu ääneen"),
}
CLIENTS_PART = _("Sinun osuutesi")

HELPS: dict[str, Text] = {
    "own_words": _("Asiakkaan omat sanat lainausmerkkeihin."),
    "shared_view": _("Mistä kaikki ovat samaa mieltä?"),
    "different_views": _("Jokainen näkemys omalla nimellään. Niitä ei yhdistetä."),
    "strengths": _("Voimavarat ja se, mikä jo toimii."),
    "stop": _("Mitä päällekkäistä voi jättää pois?"),
    "worse": _("Mitä teemme ja keneen otetaan yhteyttä?"),
}

TO: dict[str, Text] = {
    "client": _("Kysy asiakkaalta"),
    "close_one": _("Kysy läheiseltä"),
    "member": _("Kysy ammattilaisilta"),
    "recorder": _("Kysy kirjaajalta"),
    "chair": _("Sano itse"),
    "all": _("Kysy kaikilta"),
}
TO_WORKERS = _("Kysy ammattilaisilta")

MOMENTS: dict[str, Text] = {
    "talks_over": _("Joku puhuu päälle"),
    "jargon": _("Vaikea sana"),
    "absent": _("Puhutaan poissa olevasta"),
    "advice": _("Neuvo toiselle"),
    "blame": _("Syyttely"),
    "quiet": _("Asiakas hiljenee"),
    "too_many_steps": _("Askelia on liikaa"),
    "disagreement": _("Näkemykset eroavat"),
    "time_out": _("Aika loppuu"),
    "danger": _("Huoli vaarasta"),
}
DANGER = "danger"

# Fixed note: what has its own path and never goes into the shared minutes.
NOT_WRITTEN: tuple[tuple[Text, Text], ...] = (
    (
        _("Väkivalta ja uhka"),
        _(
            "Keskeytä ja huolehdi turvasta. Hätätilanteessa soita 112. Nollalinja auttaa: 080 005 005."
        ),
    ),
    (
        _("Huoli lapsesta"),
        _("Ilmoitusvelvollinen tekee lastensuojeluilmoituksen itse, omalla reitillään."),
    ),
    (
        _("Toisten ihmisten asiat"),
        _("Läheisen tai poissa olevan terveys, velat tai rikokset eivät kuulu muistioon."),
    ),
    (
        _("Mitä asiakas ei halua"),
        _("Hän voi sanoa: ei näin. Teksti poistuu muilta heti."),
    ),
)
SAFETY: tuple[Text, ...] = (
    _("Keskeytän tämän kohdan. Huolehditaan ensin turvallisuudesta."),
    _("Välitön vaara: soita 112."),
    _("Sosiaalipäivystys auttaa ympäri vuorokauden. Päivystysapu: 116 117."),
    _("Sovi, kuka jää asiakkaan luo ja kuka soittaa. Jatka vasta, kun hän haluaa."),
)
PLACE_MASKED = _("Paikka kerrotaan sinulle erikseen.")

VARIANTS: dict[str, Text] = {
    "pair": _("Työparin tapaaminen"),
    "team": _("Tiimin tapaaminen"),
}
