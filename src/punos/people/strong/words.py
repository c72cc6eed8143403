"""Why a door stayed shut and what to do next, in plain words. The codes are those of `NotIn`."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Shut:
    """What the page says, and with which status it is answered."""

    title: str | Promise
    sentence: str | Promise
    advice: str | Promise
    status: int = 403
    # Whether the same door may open when it is tried once more.
    may_open: bool = True


AGAIN = _("Kokeile uudelleen, tai kirjaudu toisella tavalla.")
SHUT = {
    "cancelled": Shut(
        _("Kirjautuminen keskeytyi"),
        _("Peruit tunnistautumisen, tai se jäi kesken."),
        AGAIN,
        status=200,
    ),
    "down": Shut(
        _("Palvelu ei vastaa"),
        _("Tunnistus ei vastaa juuri nyt. Vika ei ole sinussa."),
        _("Kokeile hetken päästä, tai kirjaudu toisella tavalla."),
        status=503,
    ),
    "expired": Shut(
        _("Kirjautuminen vanheni"),
        _("Kirjautuminen kesti liian kauan, tai se alkoi toisessa selaimessa."),
        _("Aloita kirjautuminen alusta."),
        status=400,
    ),
    "broken": Shut(
        _("Kirjautuminen ei onnistunut"),
        _("Emme voineet luottaa vastaukseen, jonka saimme."),
        AGAIN,
    ),
    "replayed": Shut(
        _("Kirjautuminen ei onnistunut"),
        _("Tätä tunnistusta on jo käytetty kerran."),
        _("Aloita kirjautuminen alusta."),
    ),
    "level": Shut(
        _("Tarvitaan vahvempi tunnistus"),
        _("Tunnistauduit tavalla, joka ei riitä tänne."),
        _("Valitse vahvempi tapa, esimerkiksi pankkitunnukset tai kaksivaiheinen kirjautuminen."),
    ),
    "unknown": Shut(
        _("Emme tunne sinua vielä"),
        _("Tunnistus onnistui, mutta sinulla ei ole vielä paikkaa Punoksessa."),
        _(
            "Pyydä omalta työntekijältäsi kuusi numeroa ja liitä tunnistus sitten asetuksissa. "
            "Ammattilainen pyytää kutsun esihenkilöltä."
        ),
        may_open=False,
    ),
    "no_work": Shut(
        _("Työsuhdetta ei löydy"),
        _("Et tämän tiedon mukaan työskentele nyt tässä organisaatiossa."),
        _("Pyydä esihenkilöä tarkistamaan työsuhteesi tiedot."),
        may_open=False,
    ),
    "other": Shut(
        _("Tunnus kuuluu toiselle"),
        _("Nämä tunnukset on liitetty toiseen ihmiseen."),
        _("Kirjaudu omilla tunnuksillasi, tai pyydä työntekijältä apua."),
        may_open=False,
    ),
    "link": Shut(
        _("Liittäminen ei onnistunut"),
        _("Kirjauduit välillä ulos, tai kirjautumisesi ei riitä liittämiseen."),
        _("Kirjaudu uudelleen ja liitä tunnistus omista asetuksista."),
        may_open=False,
    ),
    "invitation": Shut(
        _("Kutsu ei ole enää voimassa"),
        _("Kutsu on jo käytetty, tai se on vanhentunut."),
        _("Pyydä uusi kutsu."),
        may_open=False,
    ),
}
