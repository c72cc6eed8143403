"""Makes the invented area, or tells in plain words why it is not made."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from punos import clock
from punos.config.keeping import Refusal
from punos.demo import actions, queries
from punos.trace import heads

FOREIGN = (
    "Tietokannassa on ihmisiä, jotka eivät ole esittelyalueen ihmisiä. Niihin ei kosketa.\n"
    "Esittelyalue tarvitsee oman tietokannan: aseta PUNOS_HOME tai PUNOS_DATABASE."
)


def make(progress: Callable[[int, int], None], *, anew: bool = False) -> bool:
    """Make the area if it is not there, or anew; return whether something was made."""
    if not settings.DEMO:
        raise Refusal("Esittelyalue tehdään vain esittelytilassa. Aseta PUNOS_DEMO=1.")
    was = queries.area()
    try:
        area = actions.renew(progress) if anew and was else actions.load(progress)
    except actions.NotADemoError:
        raise Refusal(FOREIGN) from None
    # The banner of every page tells the age of the area from this file.
    marker = Path(settings.VAR) / "demo-loaded"
    marker.write_text(f"{clock.day_of(area.made_at).isoformat()}\n", encoding="utf-8")
    is_made = was is None or was.made_at != area.made_at
    if is_made and anew:
        heads.begin_again()
    return is_made
